package io.migrate.migrator.report;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

import java.nio.charset.StandardCharsets;

/// Encodes each event as one line: the sentence, with a prefix for warnings and errors.
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private final Redaction redaction;

    TextEncoder(Redaction redaction) {
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
        String prefix = "";
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            prefix = "error: ";
        } else if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            prefix = "warning: ";
        }
        String message =
                Excerpt.of(redaction.of(event.getFormattedMessage()), Logs.MAX_MESSAGE_BYTES);
        return (prefix + VisibleText.line(message) + System.lineSeparator())
                .getBytes(StandardCharsets.UTF_8);
    }
}
