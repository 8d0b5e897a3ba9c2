package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Repair;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;

import java.sql.SQLException;
import java.util.List;

/// `repair`: shows the corrections that make the histories match the files and, with consent,
/// applies them.
final class RepairCommand {
    private final RunContext context;
    private final HistoryInspector inspector;

    RepairCommand(RunContext context) {
        this.context = context;
        this.inspector = new HistoryInspector(context);
    }

    Result run() {
        Outcome outcome =
                new Sessions(context, inspector)
                        .useAcrossTransactions(session -> Sessions.locked(session, this::repair));
        return new Result(outcome, Progress.none());
    }

    private Outcome repair(Session session) throws SQLException {
        HistorySnapshot snapshot = inspector.snapshot(session);
        Comparison comparison = inspector.compare(snapshot);
        List<Repair> repairs = Repair.of(comparison.migrations());
        if (repairs.isEmpty()) {
            return comparison.plan() instanceof Plan.Disagreed(List<String> problems, String advice)
                    ? new Outcome.Failed(
                            ExitCode.HISTORY_MISMATCH, String.join(" ", problems), advice)
                    : new Outcome.Done("nothing to repair");
        }
        repairs.forEach(repair -> context.print().accept(repair.description()));
        if (context.settings().consent() == Choices.Consent.NOT_GIVEN) {
            return new Outcome.Done(
                    "%d to repair; nothing was changed. To repair, run repair --yes"
                            .formatted(repairs.size()));
        }
        HistoryWriter writer = inspector.writer(session);
        return session.inTransaction(_ -> {
            writer.create(snapshot);
            for (Repair repair : repairs) {
                repair.apply(writer, context.source());
            }
            return new Outcome.Done("%d repaired".formatted(repairs.size()));
        });
    }
}
