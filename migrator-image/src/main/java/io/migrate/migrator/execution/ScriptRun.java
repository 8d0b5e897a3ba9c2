package io.migrate.migrator.execution;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.RunContext;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Runs the pending migrations of tools other than Flyway, in the session that holds the advisory
/// lock. Flyway's table records them in the form that Flyway itself would have written.
public final class ScriptRun {
    private record Ran(Migration migration, Duration took) {}

    private final RunContext context;
    private final Session session;
    private final MigrationSession run;
    private final Set<String> refused;
    private final AppliedListener listener;
    private final List<Ran> ran = new ArrayList<>();

    /// @param session the one that holds the lock
    /// @param rows the statements that record migrations
    /// @param blockers of the session
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    /// @param listener receives each committed migration
    public ScriptRun(
            RunContext context,
            Session session,
            HistoryRows rows,
            Blockers blockers,
            Set<String> refused,
            AppliedListener listener) {
        this.context = context;
        this.session = session;
        this.run =
                new MigrationSession(
                        context,
                        session,
                        rows,
                        new FailedMigration(context, blockers, session.serverVersion()));
        this.refused = Set.copyOf(refused);
        this.listener = listener;
    }

    /// Runs the migrations.
    ///
    /// @param pending in the order in which they run
    /// @param lastRank the highest rank in Flyway's table
    public ApplyResult apply(List<Plan.Step> pending, int lastRank) throws SQLException {
        int rank = lastRank;
        for (Plan.Step step : pending) {
            rank++;
            ApplyResult result = apply(step, HistoryRows.Row.of(step, rank));
            if (!(result instanceof ApplyResult.Succeeded)) {
                return result;
            }
        }
        ApplyResult result = PooledTransaction.commit(session);
        if (result instanceof ApplyResult.Succeeded) {
            report();
        }
        return result;
    }

    private ApplyResult apply(Plan.Step step, HistoryRows.Row row) throws SQLException {
        if (context.cancellation().isRequested()) {
            return new ApplyResult.Failed(
                    CancelledRun.outcome(context.cancellation(), context.settings()));
        }
        Migration migration = step.migration();
        ScriptExecution execution = ScriptExecution.of(context.source(), migration, refused);
        execution.note().ifPresent(context.log()::warn);
        long start = System.nanoTime();
        ApplyResult result =
                switch (execution.transaction()) {
                    case ONE -> new TransactionalScript(run, migration, execution.sql(), row).run();
                    case NONE ->
                            new StatementwiseScript(run, migration, execution.sql(), row).run();
                };
        if (isApplied(result)) {
            ran.add(new Ran(migration, Duration.ofNanos(System.nanoTime() - start)));
            if (!session.isTransactionPooled()) {
                report();
            }
        }
        return result;
    }

    private static boolean isApplied(ApplyResult result) {
        return switch (result) {
            case ApplyResult.Succeeded _, ApplyResult.LockReleased _ -> true;
            case ApplyResult.Failed _,
                    ApplyResult.Contended _,
                    ApplyResult.RefusedInTransaction _,
                    ApplyResult.Overtaken _ ->
                    false;
        };
    }

    private void report() {
        ran.forEach(done -> listener.applied(done.migration(), done.took()));
        ran.clear();
    }
}
