package io.migrate.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Formats numbers and durations for messages.
public final class HumanReadable {
    private static final int MAX_NAMES = 5;

    private HumanReadable() {}

    /// `1 migration`, `2 migrations`.
    public static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    /// The first five names, comma-separated, and how many follow: `a, b and 43 more`.
    public static String names(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)));
        return names.size() <= MAX_NAMES
                ? shown
                : "%s and %d more".formatted(shown, names.size() - MAX_NAMES);
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
