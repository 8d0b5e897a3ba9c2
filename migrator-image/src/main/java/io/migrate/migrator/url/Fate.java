package io.migrate.migrator.url;

import java.util.List;

/// How a parameter is handled. No parameter is ignored silently.
sealed interface Fate {
    /// The parameter is used.
    ///
    /// @param how a short description
    /// @param legal its supported values; if empty, any text is accepted here
    record Honored(String how, List<String> legal) implements Fate {
        /// Copies what may change.
        public Honored {
            legal = List.copyOf(legal);
        }
    }

    /// The parameter is another name for a parameter.
    ///
    /// @param of the canonical name
    record Alias(String of) implements Fate {}

    /// The parameter has no effect, and a log line reports it.
    ///
    /// @param why the reason, without a full stop
    record Ignored(String why) implements Fate {}

    /// The parameter requires something that is not supported, and the URL is rejected.
    ///
    /// @param why the reason and what to do instead, without a full stop
    record Rejected(String why) implements Fate {}
}
