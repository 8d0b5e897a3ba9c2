package io.migrate.migrator.formats;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A version as Flyway orders it: numbers separated by dots; trailing zeros do not count.
///
/// @param text as written, `_` replaced by `.`, leading zeros kept
/// @param parts its numbers without trailing zeros
public record Version(String text, List<BigInteger> parts) implements Comparable<Version> {
    /// The most digits of which every number is a `long`.
    private static final int DIGITS_OF_LONG = 18;

    /// Copies the list.
    public Version {
        parts = List.copyOf(parts);
    }

    /// Parses `1.2`, `1_2`, `001`; anything else is empty.
    public static Optional<Version> parse(String text) {
        String dotted = text.replace('_', '.');
        var parts = new ArrayList<BigInteger>();
        int start = 0;
        long number = 0;
        for (int i = 0; i <= dotted.length(); i++) {
            if (i == dotted.length() || dotted.charAt(i) == '.') {
                if (i == start) {
                    return Optional.empty();
                }
                // Most numbers are short, and a BigInteger from text is slow to make.
                parts.add(
                        i - start > DIGITS_OF_LONG
                                ? new BigInteger(dotted.substring(start, i))
                                : BigInteger.valueOf(number));
                start = i + 1;
                number = 0;
            } else if (dotted.charAt(i) < '0' || dotted.charAt(i) > '9') {
                return Optional.empty();
            } else {
                number = 10 * number + (dotted.charAt(i) - '0');
            }
        }
        while (!parts.isEmpty() && parts.getLast().signum() == 0) {
            parts.removeLast();
        }
        return Optional.of(new Version(dotted, parts));
    }

    /// The version of a whole number.
    public static Version of(long number) {
        return parse(Long.toString(number)).orElseThrow();
    }

    /// The first number alone: of `1700000000000.2` it is `1700000000000`.
    public Version base() {
        return parse(text.split("\\.", 2)[0]).orElseThrow();
    }

    /// This version with one more number.
    public Version append(int number) {
        return parse(text + "." + number).orElseThrow();
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int index) {
        return index < parts.size() ? parts.get(index) : BigInteger.ZERO;
    }

    /// Equal if Flyway treats both as the same version, regardless of how they are written.
    @Override
    public boolean equals(Object other) {
        return other instanceof Version version && parts.equals(version.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
