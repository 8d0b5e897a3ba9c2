package io.migrate.webhook.settings;

import io.migrate.webhook.schema.Schema;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Durations as Go and Kubernetes write them, in whole milliseconds.
final class Durations {
    private static final Schema.DurationSchema SCHEMA =
            new Schema.DurationSchema(
                    "a duration like 90s, 10m or 1h30m",
                    "([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,9}ms)?");

    private static final Pattern DURATION = Pattern.compile(SCHEMA.pattern().pattern());

    private Durations() {}

    /// `90s`, `10m`, `1h30m`, `500ms`, `0s`.
    static Type<Duration> type() {
        return Type.ofText(SCHEMA.legal(), SCHEMA, Durations::parse, Durations::text);
    }

    private static Optional<Duration> parse(String text) {
        var match = DURATION.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofHours(number(match.group(1), "h"))
                        .plusMinutes(number(match.group(2), "m"))
                        .plusSeconds(number(match.group(3), "s"))
                        .plusMillis(number(match.group(4), "ms")));
    }

    private static long number(String part, String unit) {
        return part == null ? 0 : Long.parseLong(part.substring(0, part.length() - unit.length()));
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
