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

/// The run's own log. It has a context of its own: what libraries log would repeat what we say, and
/// may hold statement text, so they are silenced.
public final class Logs {
    private Logs() {}

    /// A log of one JSON object a line, for machines.
    public static Logger json(OutputStream out) {
        return open(new JsonLines(), out);
    }

    /// A log of sentences, for people.
    public static Logger text(OutputStream out) {
        return open(new TextEncoder(), out);
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

    /// Turns off what Flyway logs. Not before Flyway is needed: it takes a tenth of the time of a
    /// run that has nothing to do.
    public static void silenceFlyway() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext libraries) {
            libraries.getLogger("org.flywaydb").setLevel(Level.OFF);
        }
    }

    /// Turns off what the driver logs.
    public static void silenceDriver() {
        DRIVER.setLevel(java.util.logging.Level.OFF);
    }

    /// Held here, as java.util.logging itself holds loggers weakly.
    private static final java.util.logging.Logger DRIVER =
            java.util.logging.Logger.getLogger("org.postgresql");
}
