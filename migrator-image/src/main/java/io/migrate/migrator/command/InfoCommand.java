package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
        HistorySnapshot snapshot = inspector.snapshot(session);
        Comparison comparison = inspector.compare(snapshot);
        Optional<Outcome> other = inspector.otherHistory(session, snapshot, comparison);
        if (comparison.plan() instanceof Plan.Disagreed(List<String> problems, String advice)) {
            if (comparison.migrations().isEmpty()) {
                return new Outcome.Failed(
                        ExitCode.HISTORY_MISMATCH, String.join(" ", problems), advice);
            }
            printTable(comparison);
            if (other.isEmpty()) {
                problems.forEach(context.print());
                print(advice);
            }
        } else {
            printTable(comparison);
        }
        other.ifPresent(outcome -> {
            print(outcome.message());
            print(outcome.advice());
        });
        printTables();
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

    private void print(String line) {
        if (!line.isEmpty()) {
            context.print().accept(line);
        }
    }

    /// The schema may depend on role and search path.
    private void printTables() {
        Tables tables = inspector.tables();
        print(
                "recorded in %s%s"
                        .formatted(
                                tables.flyway(),
                                tables.tool().map(table -> " and " + table).orElse("")));
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
