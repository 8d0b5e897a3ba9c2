package io.migrate.migrator.report;

import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Prints the messages of a run, from `INFO` up, each as one line.
final class LineLog extends LegacyAbstractLogger implements LoggingEventAware {
    private final transient LineFormat format;
    private final transient PrintStream out;

    LineLog(LineFormat format, PrintStream out) {
        this.format = format;
        this.out = out;
        this.name = Logs.NAME;
    }

    @Override
    public void log(LoggingEvent event) {
        print(
                event.getLevel(),
                event.getMessage(),
                event.getArgumentArray(),
                Objects.requireNonNullElse(event.getKeyValuePairs(), List.of()));
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
        print(level, message, arguments, List.of());
    }

    private void print(Level level, String message, Object[] arguments, List<KeyValuePair> fields) {
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        String line = format.line(Instant.now(), level, text, fields) + "\n";
        // Not print, which uses the encoding of the locale.
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LineLog.class.getName();
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }
}
