package io.migrate.migrator.command;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.ConnectionOpener;
import io.migrate.migrator.connection.Connector;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.AppliedListener;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.FailedMigration;
import io.migrate.migrator.execution.ScriptRun;
import io.migrate.migrator.flyway.FlywayRun;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Runs pending migrations. The one place that decides who runs them: Flyway runs its own folders,
/// the scripts of all other tools are run by [ScriptRun].
///
/// @param session the one that holds the advisory lock
/// @param rows the statements that record migrations
/// @param refused scripts that PostgreSQL refused to run in a transaction
/// @param listener receives each committed migration
record PendingMigrations(
        RunContext context,
        Session session,
        HistoryRows rows,
        Set<String> refused,
        AppliedListener listener) {
    /// Runs them.
    ///
    /// @param pending in the order in which they run
    /// @param lastRank the highest rank in Flyway's table
    /// @param notices of the run
    ApplyResult apply(List<Plan.Step> pending, int lastRank, RunNotices notices)
            throws SQLException {
        Connector connector = context.connector();
        Duration lockTimeout = context.settings().timeouts().lock();
        try (var blockers = Blockers.of(connector::plain, session, lockTimeout)) {
            return context.source().format().toolHistory().isPresent()
                    ? runScripts(pending, lastRank, blockers, notices)
                    : runFlyway(pending, blockers, notices);
        }
    }

    private ApplyResult runScripts(
            List<Plan.Step> pending, int lastRank, Blockers blockers, RunNotices notices)
            throws SQLException {
        ApplyResult result =
                new ScriptRun(context, session, rows, blockers, refused, listener)
                        .apply(pending, lastRank);
        if (result instanceof ApplyResult.Succeeded) {
            session.configuration().reset(context.settings());
            notices.afterLastChange(session, rows.tables());
        }
        return result;
    }

    private ApplyResult runFlyway(List<Plan.Step> pending, Blockers blockers, RunNotices notices)
            throws SQLException {
        Connector connector = context.connector();
        boolean isPooled = session.isTransactionPooled();
        ConnectionOpener opener = isPooled ? connector::plain : connector::awaitAnother;
        ApplyResult result =
                new FlywayRun(
                                new FailedMigration(context, blockers, session.serverVersion()),
                                opener,
                                refused)
                        .apply(session, rows, pending, listener);
        if (result instanceof ApplyResult.Succeeded) {
            // Flyway has closed the session.
            try (var another = new Session(isPooled ? connector.plain() : connector.another())) {
                notices.afterLastChange(another, rows.tables());
            } catch (SQLException e) {
                notices.notChecked(e);
            }
        }
        return result;
    }
}
