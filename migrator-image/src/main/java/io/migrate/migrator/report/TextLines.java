package io.migrate.migrator.report;

import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

import java.time.Instant;
import java.util.List;

/// Writes each message as a sentence, with a prefix for warnings and errors.
///
/// @param redaction of the messages
record TextLines(Redaction redaction) implements LineFormat {
    @Override
    public String line(Instant time, Level level, String message, List<KeyValuePair> fields) {
        String prefix =
                switch (level) {
                    case ERROR -> "error: ";
                    case WARN -> "warning: ";
                    case INFO, DEBUG, TRACE -> "";
                };
        return prefix + VisibleText.line(Excerpt.of(redaction.of(message), Logs.MAX_MESSAGE_BYTES));
    }
}
