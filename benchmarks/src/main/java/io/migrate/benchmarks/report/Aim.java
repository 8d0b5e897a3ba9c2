package io.migrate.benchmarks.report;

import java.util.Locale;

/// The goal for a figure.
public sealed interface Aim {
    /// Whether the figure meets the goal.
    boolean met(Figure figure);

    /// The goal in words, such as `ratio at least 0.6`.
    String text();

    /// The ratio to the peer is at least this.
    record RatioAtLeast(double limit) implements Aim {
        @Override
        public boolean met(Figure figure) {
            return figure.ratio().orElseThrow() >= limit;
        }

        @Override
        public String text() {
            return "ratio at least " + number(limit);
        }
    }

    /// The ratio to the peer is at most this.
    record RatioAtMost(double limit) implements Aim {
        @Override
        public boolean met(Figure figure) {
            return figure.ratio().orElseThrow() <= limit;
        }

        @Override
        public String text() {
            return "ratio at most " + number(limit);
        }
    }

    /// The value itself is at most this, in its unit.
    record AtMost(double limit) implements Aim {
        @Override
        public boolean met(Figure figure) {
            return figure.value().median() <= limit;
        }

        @Override
        public String text() {
            return "at most " + number(limit);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
