package io.migrate.webhook.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as Go and Kubernetes write them, in whole milliseconds.
final class Durations {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    /// `90s`, `10m`, `1h30m`, `500ms`, `0s`.
    static Type<Duration> type() {
        return Type.ofText("a duration like 90s, 10m or 1h30m", Durations::parse, Durations::text);
    }

    private static Optional<Duration> parse(String text) {
        var match = DURATION.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofHours(number(match.group(1)))
                        .plusMinutes(number(match.group(2)))
                        .plusSeconds(number(match.group(3)))
                        .plusMillis(number(match.group(4))));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String text(Duration value) {
        if (value.isZero()) {
            return "0s";
        }
        if (value.toMillisPart() != 0) {
            return value.toMillis() + "ms";
        }
        return value.toSecondsPart() == 0 ? value.toMinutes() + "m" : value.toSeconds() + "s";
    }
}
