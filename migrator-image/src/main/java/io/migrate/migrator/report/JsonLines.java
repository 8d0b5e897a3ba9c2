package io.migrate.migrator.report;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.slf4j.event.KeyValuePair;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// One JSON object a line, with every field of its own at the top. The webhook's lines look the
/// same; `docs/logs.md` has the fields.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

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
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(event.getInstant()));
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("message", event.getFormattedMessage());
            for (KeyValuePair pair :
                    Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
                write(json, pair);
            }
            json.writeEndObject();
        } catch (IOException e) { // there is nothing but memory to write to
            throw new UncheckedIOException(e);
        }
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, KeyValuePair pair) throws IOException {
        switch (pair.value) {
            case Long number -> json.writeNumberField(pair.key, number);
            case Integer number -> json.writeNumberField(pair.key, number);
            case null, default -> json.writeStringField(pair.key, String.valueOf(pair.value));
        }
    }
}
