package io.migrate.migrator.report;

import org.slf4j.Logger;

import java.io.PrintStream;
import java.util.logging.Level;

/// Creates the log of a run. Libraries do not log: their messages repeat what the run logs, and may
/// contain statement text.
public final class Logs {
    /// The name of the log.
    static final String NAME = "migrate";

    /// The longest message. Container runtimes split lines of more than 16 KiB, but a list of
    /// migrations may be longer.
    static final int MAX_MESSAGE_BYTES = 1 << 16;

    private Logs() {}

    /// Returns a log with one JSON object a line, for machines.
    public static Logger json(PrintStream out, Redaction redaction) {
        return new LineLog(new JsonLines(redaction), out);
    }

    /// Returns a log of sentences, for people.
    public static Logger text(PrintStream out, Redaction redaction) {
        return new LineLog(new TextLines(redaction), out);
    }

    /// Silences the driver, before it is used.
    public static void silenceDriver() {
        Driver.LOG.setLevel(Level.OFF);
    }

    /// A class of its own, because a run that does not need the driver does not need its logger.
    private static final class Driver {
        /// A strong reference, because java.util.logging holds loggers weakly.
        private static final java.util.logging.Logger LOG =
                java.util.logging.Logger.getLogger("org.postgresql");
    }
}
