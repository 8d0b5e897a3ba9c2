package io.migrate.migrator.execution;

import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.Outcome;

import java.util.Set;

/// The result of running the pending migrations.
public sealed interface ApplyResult {
    /// All of them are applied.
    record Succeeded() implements ApplyResult {}

    /// One of them failed, and the run ends.
    record Failed(Outcome outcome) implements ApplyResult {}

    /// One of them could not acquire a lock, or was the victim of a deadlock: its transaction was
    /// rolled back and may be tried again.
    record Contended(Outcome outcome) implements ApplyResult {}

    /// PostgreSQL refused to run one of them in a transaction, which was rolled back: it is tried
    /// again without one.
    ///
    /// @param outcome of the run if it was already tried without one
    record RefusedInTransaction(String script, Outcome outcome) implements ApplyResult {}

    /// A migration released the advisory lock. It is committed and recorded; other sessions may
    /// have run migrations since, so the histories have to be read again.
    ///
    /// @param migration its name
    record LockReleased(String migration) implements ApplyResult {}

    /// Another session changed the histories or acquired the advisory lock during a migration,
    /// which was rolled back: the histories have to be read again, under the lock.
    ///
    /// @param migration its name
    record Overtaken(String migration) implements ApplyResult {}

    /// Advises a baseline if the first migration of a database without history failed on an object
    /// that already exists.
    ///
    /// @param history Flyway's table, in which a history was expected
    default ApplyResult adviseBaseline(Tables.Table history) {
        // A schema, a table, a column, a function, a type.
        var duplicates = Set.of("42P06", "42P07", "42701", "42723", "42710");
        if (this instanceof Failed(Outcome.MigrationFailed failed)
                && failed.failure().sqlState().filter(duplicates::contains).isPresent()) {
            return new Failed(
                    new Outcome.MigrationFailed(
                            failed.exit(),
                            failed.failure(),
                            "There is no history in %s. If the schema was pushed (drizzle-kit push, prisma db push) or created by hand and matches the migrations, record them as applied once with the baseline command."
                                    .formatted(history)));
        }
        return this;
    }
}
