package io.migrate.migrator.formats;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A version as Flyway sorts it: numbers separated by dots, of which trailing zeros do not count.
///
/// @param text as written, `_` replaced by `.`, leading zeros kept
/// @param parts its numbers without trailing zeros
public record Version(String text, List<BigInteger> parts) implements Comparable<Version> {
    private static final Pattern SHAPE = Pattern.compile("\\d+(\\.\\d+)*");

    /// Copies what may change.
    public Version {
        parts = List.copyOf(parts);
    }

    /// Parses `1.2`, `1_2`, `001`; anything else is empty.
    public static Optional<Version> parse(String text) {
        String dotted = text.replace('_', '.');
        if (!SHAPE.matcher(dotted).matches()) {
            return Optional.empty();
        }
        var parts =
                new ArrayList<BigInteger>(
                        Stream.of(dotted.split("\\.", -1)).map(BigInteger::new).toList());
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

    /// Same version, however it is written: as Flyway sees it.
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
