package io.migrate.migrator.report;

import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

import java.time.Instant;
import java.util.List;

/// How a log message becomes one line.
interface LineFormat {
    /// The line, without its end.
    ///
    /// @param fields what machines read beside the message
    String line(Instant time, Level level, String message, List<KeyValuePair> fields);
}
