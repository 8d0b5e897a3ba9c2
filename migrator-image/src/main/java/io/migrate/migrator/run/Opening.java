package io.migrate.migrator.run;

import io.migrate.migrator.report.Outcome;

/// What became of connecting.
sealed interface Opening {
    /// A session on a server that can be migrated.
    record Opened(Session session) implements Opening {}

    /// There is none, and this is how the run ends.
    record NotOpened(Outcome outcome) implements Opening {}
}
