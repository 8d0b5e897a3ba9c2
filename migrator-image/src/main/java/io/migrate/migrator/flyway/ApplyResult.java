package io.migrate.migrator.flyway;

import io.migrate.migrator.report.Outcome;

/// What became of letting Flyway run the pending migrations.
public sealed interface ApplyResult {
    /// All of them are applied.
    record Succeeded() implements ApplyResult {}

    /// One of them failed, and this is how the run ends.
    record Failed(Outcome outcome) implements ApplyResult {}

    /// One of them did not get a lock, or was the victim of a deadlock: its transaction is undone
    /// and may be tried again.
    record Contended(Outcome outcome) implements ApplyResult {}

    /// PostgreSQL refused to run one of them in a transaction, which is undone: it is tried again
    /// without.
    ///
    /// @param outcome if that was tried already
    record RefusedInTransaction(String script, Outcome outcome) implements ApplyResult {}
}
