package io.migrate.webhook.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.slf4j.event.KeyValuePair;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Encodes each event as one line of JSON with all fields at the top level. The migrator's lines
/// have the same format; `docs/logs.md` lists the fields.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
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
        var line = new ByteArrayOutputStream(512);
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
            if (event.getThrowableProxy() != null) {
                json.writeStringField(
                        "stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) { // never: it writes to memory
            throw new UncheckedIOException(e);
        }
        return line.toByteArray();
    }

    private static void write(JsonGenerator json, KeyValuePair pair) throws IOException {
        switch (pair.value) {
            case Long number -> json.writeNumberField(pair.key, number);
            case Integer number -> json.writeNumberField(pair.key, number);
            case null, default -> json.writeStringField(pair.key, String.valueOf(pair.value));
        }
    }
}
