package io.migrate.migrator.report;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

import java.nio.charset.StandardCharsets;

/// Encodes each event as one line: the sentence, with a prefix for warnings and errors.
final class TextEncoder extends EncoderBase<ILoggingEvent> {
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
        return (prefix + event.getFormattedMessage() + System.lineSeparator())
                .getBytes(StandardCharsets.UTF_8);
    }
}
