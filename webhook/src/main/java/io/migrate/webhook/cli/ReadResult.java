package io.migrate.webhook.cli;

import java.util.List;

/// The result of reading files.
///
/// @param <T> what they contain
sealed interface ReadResult<T> {
    /// All files are valid.
    record Valid<T>(T content) implements ReadResult<T> {}

    /// Some files are invalid.
    ///
    /// @param problems one line each, of all files
    record Invalid<T>(List<String> problems) implements ReadResult<T> {
        /// Copies the collections.
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
