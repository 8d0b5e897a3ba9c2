package io.migrate.migrator.report;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPMDCAdapter;

import java.io.OutputStream;

/// Creates the log of a run. Libraries do not log: their messages repeat what the run logs, and may
/// contain statement text.
public final class Logs {
    /// The longest message. Container runtimes split lines of more than 16 KiB, but a list of
    /// migrations may be longer.
    static final int MAX_MESSAGE_BYTES = 1 << 16;

    private Logs() {}

    /// Returns a log with one JSON object a line, for machines.
    public static Logger json(OutputStream out, Redaction redaction) {
        return open(new JsonLines(redaction), out);
    }

    /// Returns a log of sentences, for people.
    public static Logger text(OutputStream out, Redaction redaction) {
        return open(new TextEncoder(redaction), out);
    }

    private static Logger open(Encoder<ILoggingEvent> encoder, OutputStream out) {
        var context = new LoggerContext();
        context.setMDCAdapter(new NOPMDCAdapter());
        encoder.setContext(context);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(new NonClosingStream(out));
        appender.start();
        var logger = context.getLogger("migrate");
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        return logger;
    }

    /// Silences Flyway. Call it only when Flyway is needed: it takes a tenth of the time of a run
    /// that has nothing to do.
    public static void silenceFlyway() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext libraries) {
            libraries.getLogger("org.flywaydb").setLevel(Level.OFF);
        }
    }

    /// Silences the driver.
    public static void silenceDriver() {
        DRIVER.setLevel(java.util.logging.Level.OFF);
    }

    /// A strong reference, because java.util.logging holds loggers weakly.
    private static final java.util.logging.Logger DRIVER =
            java.util.logging.Logger.getLogger("org.postgresql");
}
