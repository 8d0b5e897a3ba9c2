package io.migrate.migrator.configuration;

import java.util.List;

/// The result of reading the text of a configuration file.
sealed interface Entries {
    /// It can be read.
    record Read(List<Entry> entries) implements Entries {
        /// Copies the list.
        public Read {
            entries = List.copyOf(entries);
        }
    }

    /// It cannot be read.
    ///
    /// @param line from 1
    /// @param problem without the text of the line, which may hold a password
    record Malformed(int line, String problem) implements Entries {}
}
