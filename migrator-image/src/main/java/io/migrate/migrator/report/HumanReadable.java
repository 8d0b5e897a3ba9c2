package io.migrate.migrator.report;

import java.time.Duration;
import java.util.Locale;

/// Formats numbers and durations for messages.
public final class HumanReadable {
    private HumanReadable() {}

    /// `1 migration`, `2 migrations`.
    public static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    /// `17 ms`, `1.2 s`, `3 min 5 s`.
    public static String time(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        return time.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
