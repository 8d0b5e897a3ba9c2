package io.migrate.migrator.execution;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.plan.RunContext;

import java.sql.SQLException;
import java.util.Optional;

/// What a migration needs to run.
///
/// @param session the one that holds the advisory lock
/// @param rows the statements that record it
/// @param failures maps its errors
record MigrationSession(
        RunContext context, Session session, HistoryRows rows, FailedMigration failures) {
    private static final String UNIQUE_VIOLATION = "23505";

    /// The result if a statement failed.
    ///
    /// @param line where it failed, from 1
    /// @param statement its text
    ApplyResult failed(
            Migration migration,
            Optional<Integer> line,
            Optional<String> statement,
            SQLException e,
            Aftermath aftermath) {
        return failures.result(
                new FailedMigration.Failure(
                        migration.script(),
                        Optional.of(migration),
                        line,
                        Optional.of(e),
                        Optional.empty(),
                        statement,
                        aftermath));
    }

    /// The result if the rows of a migration could not be written.
    ApplyResult failedToRecord(Migration migration, SQLException e, Aftermath aftermath) {
        return SqlErrors.state(e).equals(UNIQUE_VIOLATION)
                        && aftermath instanceof Aftermath.RolledBack
                ? new ApplyResult.Overtaken(migration.name())
                : failures.around(migration, "writing its rows in the histories", e, aftermath);
    }

    /// Ends the transaction that an error left open. A server that ends a session has done so.
    void rollBack() throws SQLException {
        if (!session.isTransactionPooled() && !session.isClosed() && session.isInTransaction()) {
            session.send("ROLLBACK");
        }
    }
}
