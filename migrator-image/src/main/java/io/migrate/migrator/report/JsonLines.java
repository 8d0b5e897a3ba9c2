package io.migrate.migrator.report;

import static java.time.ZoneOffset.UTC;

import com.google.gson.stream.JsonWriter;

import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;

/// Writes each message as a JSON object whose fields are all at the top level, as the webhook does.
/// `docs/logs.md` describes the fields.
///
/// @param redaction of the messages
record JsonLines(Redaction redaction) implements LineFormat {
    /// The length of `2026-11-24T12:30`, as `LocalDateTime` prints a time without seconds.
    private static final int WITHOUT_SECONDS = 16;

    @Override
    public String line(Instant time, Level level, String message, List<KeyValuePair> fields) {
        var line = new StringWriter();
        try (var json = new JsonWriter(line)) {
            json.beginObject();
            json.name("time").value(time(time));
            json.name("level").value(level.toString());
            json.name("logger").value(Logs.NAME);
            json.name("message").value(text(message));
            for (KeyValuePair each : fields) {
                write(json, each);
            }
            json.endObject();
        } catch (IOException e) { // not thrown: it writes to memory
            throw new UncheckedIOException(e);
        }
        return VisibleText.json(line.toString());
    }

    private String text(String value) {
        return Excerpt.of(redaction.of(value), Logs.MAX_MESSAGE_BYTES);
    }

    /// Formats a time in UTC, with milliseconds. Loading a `DateTimeFormatter` would slow down
    /// short runs.
    static String time(Instant instant) {
        String seconds = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, UTC).toString();
        String millis = Integer.toString(1000 + instant.getNano() / 1_000_000).substring(1);
        return seconds + (seconds.length() == WITHOUT_SECONDS ? ":00." : ".") + millis + "Z";
    }

    /// Not a switch over types, which Java's AOT cache does not hold: it would slow down short
    /// runs.
    private void write(JsonWriter json, KeyValuePair pair) throws IOException {
        if (pair.value instanceof Number number) {
            json.name(pair.key).value(number);
        } else {
            json.name(pair.key).value(text(String.valueOf(pair.value)));
        }
    }
}
