package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.AppliedListener;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.ConcurrentIndexes;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs before and after each migration of Flyway: it configures the session, records what runs
/// outside a transaction before it runs, checks the advisory lock, and reports committed
/// migrations.
public final class MigrationCallback implements Callback {
    private static final Set<Event> EVENTS =
            Set.of(
                    Event.BEFORE_EACH_MIGRATE,
                    Event.BEFORE_EACH_MIGRATE_STATEMENT,
                    Event.AFTER_EACH_MIGRATE,
                    Event.AFTER_EACH_MIGRATE_ERROR,
                    Event.AFTER_MIGRATE,
                    Event.AFTER_MIGRATE_ERROR);

    /// A migration that ran and is committed when Flyway continues with the next one.
    private record Ran(Migration migration, Duration took) {}

    private final Session session;
    private final ConcurrentIndexes indexes;
    private final InterruptionRow interruption;
    private final Settings settings;
    private final Cancellation cancellation;
    private final AppliedListener listener;
    private final Map<String, Migration> byScript = new HashMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private Optional<ApplyResult> result = Optional.empty();
    private Optional<String> releasing = Optional.empty();
    private Optional<RunningMigration> running = Optional.empty();
    private long start;

    /// Creates the callback for one run.
    ///
    /// @param session the session in which Flyway runs the migrations
    /// @param rows the statements that record migrations
    /// @param pending the migrations of the run
    /// @param listener receives each committed migration
    public MigrationCallback(
            Session session,
            HistoryRows rows,
            RunContext context,
            List<Plan.Step> pending,
            AppliedListener listener) {
        this.session = session;
        this.indexes = new ConcurrentIndexes(session, context.log());
        this.interruption = new InterruptionRow(session, rows);
        this.settings = context.settings();
        this.cancellation = context.cancellation();
        this.listener = listener;
        pending.forEach(step -> byScript.put(step.migration().script(), step.migration()));
    }

    /// Flyway prepares the session for a callback. If the connection is lost, that would fail, and
    /// hide which migration lost it and why.
    @Override
    public boolean supports(Event event, Context context) {
        return EVENTS.contains(event) && !session.isClosed();
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public String getCallbackName() {
        return "migrate";
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            switch (event) {
                case BEFORE_EACH_MIGRATE -> {
                    commit(context);
                    stopIfCanceled();
                    before(context);
                }
                case BEFORE_EACH_MIGRATE_STATEMENT -> {
                    stopIfCanceled();
                    running = running.map(RunningMigration::next);
                }
                case AFTER_EACH_MIGRATE -> {
                    stopIfCanceled();
                    after(context);
                }
                case AFTER_EACH_MIGRATE_ERROR -> {
                    session.rollBackOpenTransaction();
                    interruption.replace();
                }
                default -> interruption.commit();
            }
        } catch (SQLException e) {
            throw new FlywayException(e.getMessage(), e);
        }
    }

    private void stopIfCanceled() {
        if (cancellation.isRequested()) {
            throw new FlywayException("canceled");
        }
    }

    /// Commits the migration that ran. At this point its row is written, and the next migration has
    /// not started.
    private void commit(Context context) throws SQLException {
        interruption.commit();
        // The one transaction of a transaction-pooled session is committed at the end.
        if (!session.isTransactionPooled()) {
            if (!ran.isEmpty() && !context.getConnection().getAutoCommit()) {
                context.getConnection().commit();
            }
            reportCommitted();
            if (releasing.isPresent()) {
                throw stop(new ApplyResult.LockReleased(releasing.get()), "the lock was released");
            }
        }
    }

    /// Resets the session, because settings of one migration must not affect the next, and because
    /// Flyway prepends the schema of the history to the search path. Outside a transaction there is
    /// no lock timeout, as it would leave an invalid index.
    private void before(Context context) throws SQLException {
        start = System.nanoTime();
        session.resetConfiguration(settings);
        Optional<Migration> migration = migration(context);
        Transaction transaction =
                context.getConnection().getAutoCommit() ? Transaction.NONE : Transaction.ONE;
        running = migration.map(each -> RunningMigration.of(each, transaction));
        if (transaction == Transaction.NONE && migration.isPresent()) {
            session.setLockTimeout(Duration.ZERO);
            Optional<Outcome> existing = indexes.prepare(migration.get());
            if (existing.isPresent()) {
                throw stop(new ApplyResult.Failed(existing.get()), "an index exists");
            }
            interruption.write(migration.get(), context.getMigrationInfo());
        }
    }

    private Optional<Migration> migration(Context context) {
        return Optional.ofNullable(byScript.get(context.getMigrationInfo().getScript()));
    }

    private void after(Context context) throws SQLException {
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
        running = running.map(RunningMigration::committing);
        ran.add(new Ran(migration.get(), Duration.ofNanos(System.nanoTime() - start)));
    }

    /// Sets the role that writes the history, and looks whether the migration has released the
    /// advisory lock. Flyway's own lock is gone too, then: it fails when it releases it.
    private void checkLock(Context context, Migration migration) throws SQLException {
        var statements = new ArrayList<>(Session.role(settings));
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

    /// The result of a run that this callback stopped, or that failed because a migration released
    /// the advisory locks; empty if it failed for another reason.
    Optional<ApplyResult> result(FlywayException e) {
        if (result.isPresent() || releasing.isEmpty() || !isUnlock(e)) {
            return result;
        }
        // Flyway releases its lock after the commit.
        reportCommitted();
        return releasing.map(ApplyResult.LockReleased::new);
    }

    /// The migration that began last.
    Optional<RunningMigration> running() {
        return running;
    }

    private static boolean isUnlock(FlywayException e) {
        return String.valueOf(e.getMessage()).startsWith("Unable to release");
    }

    /// Reports the committed migrations to the listener.
    void reportCommitted() {
        ran.forEach(done -> listener.applied(done.migration(), done.took()));
        ran.clear();
    }
}
