package io.migrate.migrator.report;

import org.slf4j.Logger;

import java.io.PrintStream;

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
}
