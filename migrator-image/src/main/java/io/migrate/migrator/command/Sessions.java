package io.migrate.migrator.command;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.ConnectResult;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SessionAction;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.plan.HistoryFailure;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.UnexpectedFailure;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

/// Opens a session for a command, closes it, and maps failures to outcomes.
record Sessions(RunContext context, HistoryInspector inspector) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Runs an action in a session.
    Outcome use(SessionAction<Outcome> action) {
        return use(action, Function.identity());
    }

    /// Runs an action that returns more than an outcome.
    ///
    /// @param failed converts the outcome of a failure to a result
    <T> T use(SessionAction<T> action, Function<Outcome, T> failed) {
        return use(context.connector().open(), action, failed);
    }

    /// Runs an action that needs more than one transaction.
    Outcome useAcrossTransactions(SessionAction<Outcome> action) {
        return use(
                context.connector().open().requireSession(context.settings().command().text()),
                action,
                Function.identity());
    }

    private <T> T use(ConnectResult result, SessionAction<T> action, Function<Outcome, T> failed) {
        // Not a switch over types: see ADR 51.
        if (result instanceof ConnectResult.NotConnected(Outcome outcome)) {
            return failed.apply(outcome);
        }
        try (Session session = ((ConnectResult.Connected) result).session()) {
            inspector.open(session);
            return action.run(session);
        } catch (SQLException e) {
            return failed.apply(outcome(e));
        }
    }

    private Outcome outcome(SQLException e) {
        if (SqlErrors.isOutOfMemory(e)) {
            return UnexpectedFailure.outOfMemory();
        }
        return context.cancellation().isRequested()
                ? CancelledRun.outcome(context.cancellation(), context.settings())
                : HistoryFailure.outcome(e, inspector.tables(), context.role());
    }

    /// Runs an action under the advisory lock. It waits briefly for a migrator that has just ended,
    /// as the server may take a moment to release the lock; after that it fails.
    Outcome locked(Session session, SessionAction<Outcome> action) throws SQLException {
        AdvisoryLock lock = session.lock();
        boolean isAcquired = lock.tryAcquire();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isAcquired
                && System.nanoTime() < deadline
                && !context.cancellation().isRequested()) {
            context.cancellation().pause(PATIENCE.dividedBy(20));
            isAcquired = lock.tryAcquire();
        }
        return isAcquired
                ? action.run(session)
                : new Outcome.Failed(
                        ExitCode.TIMED_OUT,
                        "another migrator is running: %s."
                                .formatted(lock.holder().orElse("it has just finished")),
                        "Try again after it has finished.");
    }
}
