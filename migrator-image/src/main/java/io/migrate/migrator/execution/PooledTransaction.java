package io.migrate.migrator.execution;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;

/// The one transaction in which all migrations of a run are behind a pooler in transaction mode.
public final class PooledTransaction {
    private PooledTransaction() {}

    /// Commits it, which checks deferred constraints; does nothing in any other session.
    public static ApplyResult commit(Session session) {
        try {
            session.commitPooled();
            return new ApplyResult.Succeeded();
        } catch (SQLException e) {
            return new ApplyResult.Failed(
                    SqlErrors.isConnectionLost(e)
                            ? new Outcome.Failed(
                                    ExitCode.UNREACHABLE,
                                    "the connection was lost during the COMMIT of all migrations: %s."
                                            .formatted(SqlErrors.primary(e)),
                                    new Aftermath.InDoubt().sentence())
                            : new Outcome.Failed(
                                    ExitCode.STATEMENT_FAILED,
                                    "the commit failed: %s (SQLSTATE %s)."
                                            .formatted(SqlErrors.primary(e), SqlErrors.state(e)),
                                    "All migrations were in one transaction, which was rolled"
                                            + " back."));
        }
    }
}
