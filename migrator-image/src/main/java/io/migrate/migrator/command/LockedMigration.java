package io.migrate.migrator.command;

import io.migrate.migrator.connection.PoolMode;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.execution.ScriptExecution;
import io.migrate.migrator.execution.UnrunnableScripts;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.Reconciler;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The part of `migrate` that runs under the advisory lock, and what the run has applied so far.
final class LockedMigration {
    private final RunContext context;
    private final HistoryInspector inspector;
    private final RunNotices notices;

    /// Another thread reads it if the run is abandoned.
    private final List<String> applied = new CopyOnWriteArrayList<>();

    private final Set<String> refused = new HashSet<>();
    private Optional<String> from = Optional.empty();

    /// Another thread reads it if the run is abandoned.
    private final AtomicInteger adopted = new AtomicInteger();

    LockedMigration(RunContext context, HistoryInspector inspector) {
        this.context = context;
        this.inspector = inspector;
        this.notices = new RunNotices(context.log());
    }

    /// Names of the migrations that this run has applied.
    List<String> applied() {
        return List.copyOf(applied);
    }

    /// How many migrations this run has adopted.
    int adopted() {
        return adopted.get();
    }

    /// The newest migration that was applied before this run.
    Optional<String> from() {
        return from;
    }

    /// Records that PostgreSQL refused to run a script in a transaction.
    ///
    /// @return whether the next attempt runs it without a transaction; false if an earlier attempt
    ///   already did
    boolean runsWithoutTransaction(String script) {
        return refused.add(script);
    }

    /// Inspects the histories, with or without the lock.
    HistoryInspector.Inspection inspect(Session session) throws SQLException {
        HistoryInspector.Inspection inspection = inspector.inspect(session);
        if (applied.isEmpty()) {
            from = inspector.newest();
        }
        return inspection;
    }

    /// Whether a migration has begun and not ended, which may be because another migrator runs it.
    boolean isBegun(HistoryInspector.Inspection inspection) {
        return inspector.isBegun(inspection.snapshot());
    }

    /// Migrations of earlier runs that did not finish and are safe to run again.
    private List<MigrationInfo> interrupted(HistoryInspector.Inspection inspection) {
        return InterruptedMigrations.of(inspector.compare(inspection.snapshot()));
    }

    /// Applies the pending migrations. Inspects the histories again first, because another migrator
    /// may have changed them before this one acquired the lock.
    ApplyResult run(Session session) throws SQLException {
        HistoryInspector.Inspection inspection = inspect(session);
        List<MigrationInfo> interrupted = interrupted(inspection);
        if (!interrupted.isEmpty()) {
            InterruptedMigrations.forget(
                    interrupted, inspector.writer(session), context.source(), context.log());
            inspection = inspect(session);
        }
        return switch (inspection.policyCheck()) {
            case PolicyCheck.Rejected(Outcome outcome) -> new ApplyResult.Failed(outcome);
            case PolicyCheck.Allowed(Plan.Agreed plan) when plan.isDone() ->
                    new ApplyResult.Succeeded();
            case PolicyCheck.Allowed(Plan.Agreed plan) ->
                    apply(session, inspection.snapshot(), plan);
        };
    }

    private ApplyResult apply(Session session, HistorySnapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        Optional<Outcome> obstacle = obstacle(session, plan);
        if (obstacle.isPresent()) {
            return new ApplyResult.Failed(obstacle.get());
        }
        notices.beforeFirstChange(session);
        HistoryWriter writer = inspector.writer(session);
        Optional<Outcome> failure =
                new Reconciler(context, inspector, session, writer).reconcile(snapshot, plan);
        if (failure.isPresent()) {
            return new ApplyResult.Failed(failure.get());
        }
        adopted.addAndGet(plan.adopt().size());
        if (plan.pending().isEmpty()) {
            session.commitPooled();
            return new ApplyResult.Succeeded();
        }
        ApplyResult result =
                new PendingMigrations(
                                context.without(plan.tolerated().skipped()),
                                session,
                                writer.rows(),
                                refused,
                                this::applied)
                        .apply(plan.pending(), snapshot.lastRank() + plan.adopt().size(), notices);
        return snapshot.isBlank(context.source()) && applied.isEmpty()
                ? result.adviseBaseline(inspector.tables().flyway())
                : result;
    }

    private void applied(Migration migration, Duration took) {
        applied.add(migration.name());
        notices.applied(migration, took);
    }

    /// Why the plan cannot be carried out in this database or session; empty if it can.
    private Optional<Outcome> obstacle(Session session, Plan.Agreed plan) {
        Optional<Outcome> unrunnable = UnrunnableScripts.first(context, plan.pending());
        if (unrunnable.isPresent() || !session.isTransactionPooled()) {
            return unrunnable;
        }
        Optional<Outcome> outside = outsideTransaction(plan);
        if (outside.isEmpty()) {
            context.log()
                    .info(
                            "connected through a pooler in transaction mode: all migrations run in"
                                    + " one transaction");
        }
        return outside;
    }

    private Optional<Outcome> outsideTransaction(Plan.Agreed plan) {
        return plan.pending().stream()
                .map(Plan.Step::migration)
                .filter(each ->
                        ScriptExecution.of(context.source(), each, refused).transaction()
                                == Transaction.NONE)
                .findFirst()
                .map(each -> PoolMode.oneTransactionOnly(each.name() + " needs"));
    }
}
