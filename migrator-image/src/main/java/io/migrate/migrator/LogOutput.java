package io.migrate.migrator;

import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Redaction;
import io.migrate.migrator.settings.Choices;

import org.slf4j.Logger;

import java.io.PrintStream;

/// Where a run prints its log.
///
/// @param format of the log, unless set otherwise
record LogOutput(PrintStream out, Choices.LogFormat format) {
    /// A log in that format.
    Logger log(Redaction redaction) {
        return switch (format) {
            case JSON -> Logs.json(out, redaction);
            case TEXT -> Logs.text(out, redaction);
        };
    }

    /// The same with another destination.
    LogOutput to(PrintStream other) {
        return new LogOutput(other, format);
    }
}
