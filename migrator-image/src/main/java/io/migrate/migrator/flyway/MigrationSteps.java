package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SessionConfiguration;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.execution.Aftermath;
import io.migrate.migrator.execution.AppliedListener;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.ConcurrentIndexes;
import io.migrate.migrator.execution.FailedMigration;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Context;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happens before and after each migration that Flyway runs: the session is configured, what
/// runs outside a transaction is recorded before it runs, the advisory lock is checked, and
/// committed migrations are reported.
final class MigrationSteps {
    /// A migration that ran and is committed when Flyway continues with the next one.
    private record Ran(Migration migration, Duration took) {}

    private final Session session;
    private final ConcurrentIndexes indexes;
    private final InterruptionRow interruption;
    private final Settings settings;
    private final AppliedListener listener;
    private final RunContext run;
    private final FailedMigration failures;
    private final Map<String, Migration> byScript = new HashMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private Optional<ApplyResult> result = Optional.empty();
    private Optional<RunningMigration> running = Optional.empty();
    private Optional<String> releasing = Optional.empty();
    private Cancellation.Scope abandonment = () -> {};
    private long start;

    /// @param session the session in which Flyway runs the migrations
    /// @param rows the statements that record migrations
    /// @param failures maps errors
    /// @param pending the migrations of the run
    /// @param listener receives each committed migration
    MigrationSteps(
            Session session,
            HistoryRows rows,
            FailedMigration failures,
            List<Plan.Step> pending,
            AppliedListener listener) {
        RunContext context = failures.context();
        this.session = session;
        this.indexes = new ConcurrentIndexes(session, context.log());
        this.interruption = new InterruptionRow(session, rows);
        this.settings = context.settings();
        this.listener = listener;
        this.run = context;
        this.failures = failures;
        pending.forEach(step -> byScript.put(step.migration().script(), step.migration()));
    }

    /// Commits the migration that ran. At this point its row is written, and the next migration has
    /// not started.
    void commit(Context context) throws SQLException {
        commitRow();
        // The one transaction of a transaction-pooled session is committed at the end.
        if (!session.isTransactionPooled()) {
            if (!ran.isEmpty() && !context.getConnection().getAutoCommit()) {
                commitLast(context.getConnection());
            }
            reportCommitted();
            if (releasing.isPresent()) {
                throw stop(new ApplyResult.LockReleased(releasing.get()), "the lock was released");
            }
        }
    }

    /// Commits the row of a migration that ran outside a transaction. If that fails, the row that
    /// says that it was interrupted stays, whatever Flyway commits afterwards.
    private void commitRow() throws SQLException {
        try {
            interruption.commit();
        } catch (SQLException e) {
            if (ran.isEmpty()) {
                throw e;
            }
            Aftermath aftermath = running.orElseThrow().aftermath();
            throw stop(
                    failures.around(ran.getLast().migration(), "COMMIT", e, aftermath),
                    "the commit of the row failed");
        }
    }

    private void commitLast(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw stop(commitFailed(e), "the commit failed");
        }
    }

    private ApplyResult commitFailed(SQLException e) {
        return failures.around(ran.getLast().migration(), "COMMIT", e, Aftermath.ofCommit(e));
    }

    /// Resets the session, because settings of one migration must not affect the next, and because
    /// Flyway prepends the schema of the history to the search path. Outside a transaction there is
    /// no lock timeout, as it would leave an invalid index.
    void before(Context context) throws SQLException {
        start = System.nanoTime();
        Optional<Migration> migration = migration(context);
        Transaction transaction =
                context.getConnection().getAutoCommit() ? Transaction.NONE : Transaction.ONE;
        running = migration.map(each -> RunningMigration.of(each, transaction));
        migration.ifPresent(each -> {
            abandonment.close();
            abandonment = FailedMigration.during(run, each, () -> ifAbandoned(transaction));
        });
        session.configuration().reset(settings);
        if (context.getConnection().getAutoCommit() && migration.isPresent()) {
            session.setLockTimeout(Duration.ZERO);
            Optional<Outcome> existing = indexes.prepare(migration.get());
            if (existing.isPresent()) {
                throw stop(new ApplyResult.Failed(existing.get()), "an index exists");
            }
            interruption.write(migration.get(), context.getMigrationInfo());
        }
    }

    private static Aftermath ifAbandoned(Transaction transaction) {
        return switch (transaction) {
            case ONE -> new Aftermath.InDoubt();
            case NONE -> Aftermath.Outside.unknown();
        };
    }

    /// A statement of the migration begins.
    void beginStatement() {
        running = running.map(RunningMigration::next);
    }

    /// The server confirmed a COMMIT of Flyway.
    void committed() {
        running = running.map(RunningMigration::committed);
    }

    /// The migration that began last.
    Optional<RunningMigration> running() {
        return running;
    }

    private Optional<Migration> migration(Context context) {
        return Optional.ofNullable(byScript.get(context.getMigrationInfo().getScript()));
    }

    void after(Context context) throws SQLException {
        running = running.map(RunningMigration::committing);
        Optional<Migration> migration = migration(context);
        session.commitOpenTransaction();
        if (migration.isEmpty()) {
            return;
        }
        if (context.getConnection().getAutoCommit()) {
            Optional<Outcome> invalid = indexes.check(migration.get());
            if (invalid.isPresent()) {
                throw stop(new ApplyResult.Failed(invalid.get()), "an index is invalid");
            }
        }
        checkLock(context, migration.get());
        interruption.replace();
        ran.add(new Ran(migration.get(), Duration.ofNanos(System.nanoTime() - start)));
    }

    /// Sets the role that writes the history, and looks whether the migration has released the
    /// advisory lock. Flyway's own lock is gone too, then: it fails when it releases it.
    private void checkLock(Context context, Migration migration) throws SQLException {
        var statements = new ArrayList<>(SessionConfiguration.afterMigration(settings));
        if (!session.isTransactionPooled()) {
            statements.add(AdvisoryLock.report());
        }
        Reply reply = session.send(String.join("; ", statements));
        if (reply.error().isPresent()) {
            throw reply.error().get();
        }
        if (session.isTransactionPooled()) {
            return;
        }
        switch (AdvisoryLock.State.of(reply.lastValue())) {
            case HELD -> {}
            case ACQUIRED_AGAIN -> releasing = Optional.of(migration.name());
            case LOST -> {
                if (!context.getConnection().getAutoCommit()) {
                    throw stop(new ApplyResult.Overtaken(migration.name()), "the lock is lost");
                }
                releasing = Optional.of(migration.name());
            }
        }
    }

    private FlywayException stop(ApplyResult because, String message) {
        result = Optional.of(because);
        return new FlywayException(message);
    }

    /// The result of a run that Flyway completed, after all is committed and reported.
    ApplyResult completed() {
        return releasing
                .<ApplyResult>map(ApplyResult.LockReleased::new)
                .orElseGet(ApplyResult.Succeeded::new);
    }

    /// The result of a run that was stopped here, or that failed at a commit or because a migration
    /// released the advisory locks; empty if it failed for another reason.
    Optional<ApplyResult> result(FlywayException e) {
        Optional<SQLException> sql = SqlErrors.mostSpecific(e);
        if (result.isEmpty() && FlywayFailure.isCommit(e) && sql.isPresent() && !ran.isEmpty()) {
            return Optional.of(commitFailed(sql.get()));
        }
        if (result.isPresent() || releasing.isEmpty() || !FlywayFailure.isUnlock(e)) {
            return result;
        }
        // Flyway releases its lock after the commit.
        reportCommitted();
        return releasing.map(ApplyResult.LockReleased::new);
    }

    /// Whether the connection is lost.
    boolean isSessionClosed() {
        return session.isClosed();
    }

    /// Leaves it to Flyway to record a migration that failed outside a transaction.
    void failed() throws SQLException {
        session.rollBackOpenTransaction();
        interruption.replace();
    }

    /// Commits the row that Flyway has written last.
    void finish() throws SQLException {
        commitRow();
    }

    /// Ends what [FailedMigration#during] began, when the run is over.
    void end() {
        abandonment.close();
    }

    /// Reports the committed migrations to the listener.
    void reportCommitted() {
        ran.forEach(done -> listener.applied(done.migration(), done.took()));
        ran.clear();
    }
}
