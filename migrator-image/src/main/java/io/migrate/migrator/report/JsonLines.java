package io.migrate.migrator.report;

import static java.time.ZoneOffset.UTC;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

import com.google.gson.stream.JsonWriter;

import org.slf4j.event.KeyValuePair;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;

/// Encodes each event as one line with a JSON object whose fields are all at the top level, as the
/// webhook does. `docs/logs.md` describes the fields.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    /// The length of `2026-11-24T12:30`, as `LocalDateTime` prints a time without seconds.
    private static final int WITHOUT_SECONDS = 16;

    private final Redaction redaction;

    JsonLines(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringWriter();
        try (var json = new JsonWriter(line)) {
            json.beginObject();
            json.name("time").value(time(event.getInstant()));
            json.name("level").value(event.getLevel().toString());
            json.name("logger").value(event.getLoggerName());
            json.name("message").value(text(event.getFormattedMessage()));
            for (KeyValuePair pair :
                    Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
                write(json, pair);
            }
            json.endObject();
        } catch (IOException e) { // not thrown: it writes to memory
            throw new UncheckedIOException(e);
        }
        return (VisibleText.json(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
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

    private void write(JsonWriter json, KeyValuePair pair) throws IOException {
        switch (pair.value) {
            case Long number -> json.name(pair.key).value(number);
            case Integer number -> json.name(pair.key).value(number);
            case null, default -> json.name(pair.key).value(text(String.valueOf(pair.value)));
        }
    }
}
