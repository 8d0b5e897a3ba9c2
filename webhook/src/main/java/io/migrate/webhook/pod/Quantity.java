package io.migrate.webhook.pod;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A Kubernetes quantity such as `100m`, `0.5`, `128Mi` or `1e3`. Grammar:
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
public record Quantity(BigDecimal value) implements Comparable<Quantity> {
    /// The quantity 0.
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

    private static final Pattern SYNTAX =
            Pattern.compile(
                    "([+-]?(?:\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30}))(?:[eE]([+-]?\\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)");
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final List<String> BINARY = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    /// Parses a quantity; empty if the text is not one.
    public static Optional<Quantity> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var match = SYNTAX.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(match.group(1));
        String suffix = match.group(3);
        if (match.group(2) != null) {
            number = number.scaleByPowerOfTen(Integer.parseInt(match.group(2)));
        } else if (suffix != null && suffix.endsWith("i")) {
            number = number.multiply(new BigDecimal(KIBI.pow(BINARY.indexOf(suffix) + 1)));
        } else if (suffix != null) {
            number = number.scaleByPowerOfTen(DECIMAL.get(suffix));
        }
        return Optional.of(new Quantity(number));
    }

    /// Parses a text that is known to be a quantity.
    public static Quantity of(String text) {
        return parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not a quantity: " + text));
    }

    /// Returns the sum.
    public Quantity plus(Quantity other) {
        return new Quantity(value.add(other.value));
    }

    /// Returns the smaller quantity.
    public Quantity min(Quantity other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /// Returns the larger quantity.
    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// Whether the quantity is greater than 0.
    public boolean isPositive() {
        return value.signum() > 0;
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }

    /// Returns the API server's canonical form: `Ki` to `Ei` if exact, else an integer, else
    /// thousandths.
    public String text() {
        if (value.signum() == 0) {
            return "0";
        }
        if (value.stripTrailingZeros().scale() > 0) {
            return value.movePointRight(3).setScale(0, RoundingMode.UP).toPlainString() + "m";
        }
        BigInteger whole = value.toBigIntegerExact();
        String suffix = "";
        for (String next : BINARY) {
            BigInteger[] divided = whole.divideAndRemainder(KIBI);
            if (divided[1].signum() != 0) {
                break;
            }
            whole = divided[0];
            suffix = next;
        }
        return whole + suffix;
    }
}
