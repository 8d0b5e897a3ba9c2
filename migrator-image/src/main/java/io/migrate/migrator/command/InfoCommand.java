package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;

import java.sql.SQLException;
import java.util.List;

/// `info`: shows every migration.
final class InfoCommand {
    private final RunContext context;
    private final HistoryInspector inspector;

    InfoCommand(RunContext context) {
        this.context = context;
        this.inspector = new HistoryInspector(context);
    }

    Result run() {
        return new Result(new Sessions(context, inspector).use(this::info), Progress.none());
    }

    private Outcome info(Session session) throws SQLException {
        Comparison comparison = inspector.compare(inspector.snapshot(session));
        if (comparison.plan() instanceof Plan.Disagreed(List<String> problems, String advice)) {
            if (comparison.migrations().isEmpty()) {
                return new Outcome.Failed(
                        ExitCode.HISTORY_MISMATCH, String.join(" ", problems), advice);
            }
            printTable(comparison);
            problems.forEach(context.print());
            if (!advice.isEmpty()) {
                context.print().accept(advice);
            }
        } else {
            printTable(comparison);
        }
        printRunning(session, comparison);
        return new Outcome.Done(
                "%d applied, %d pending"
                                .formatted(
                                        count(
                                                comparison,
                                                MigrationInfo.State.APPLIED,
                                                MigrationInfo.State.CHANGED),
                                        count(
                                                comparison,
                                                MigrationInfo.State.PENDING,
                                                MigrationInfo.State.OUT_OF_ORDER,
                                                MigrationInfo.State.MARKED))
                        + ignored(comparison));
    }

    private static String ignored(Comparison comparison) {
        long ignored = count(comparison, MigrationInfo.State.IGNORED, MigrationInfo.State.SKIPPED);
        return ignored == 0 ? "" : ", %d ignored".formatted(ignored);
    }

    /// A migration outside a transaction is recorded as failed until it ends.
    private void printRunning(Session session, Comparison comparison) throws SQLException {
        if (count(comparison, MigrationInfo.State.FAILED) > 0) {
            session.lock()
                    .holder()
                    .ifPresent(holder ->
                            context.print()
                                    .accept(
                                            "A migrator is running: %s. What is shown as failed may be the migration that it runs: wait for its end before you repair anything."
                                                    .formatted(holder)));
        }
    }

    private void printTable(Comparison comparison) {
        InfoTable.of(comparison.migrations(), context.source().format().name())
                .forEach(context.print());
    }

    private static long count(Comparison comparison, MigrationInfo.State... states) {
        return comparison.migrations().stream()
                .filter(line -> List.of(states).contains(line.state()))
                .count();
    }
}
