package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Repair;
import io.migrate.migrator.histories.Unrelated;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
        var sessions = new Sessions(context, inspector);
        Outcome outcome =
                sessions.useAcrossTransactions(session -> sessions.locked(session, this::repair));
        return new Result(outcome, Progress.none());
    }

    private Outcome repair(Session session) throws SQLException {
        HistorySnapshot snapshot = inspector.snapshot(session);
        Comparison comparison = inspector.compare(snapshot);
        List<Repair> repairs =
                repairs(
                        Unrelated.of(context.source(), snapshot, comparison)
                                .map(_ -> Unrelated.withoutFuture(comparison.migrations()))
                                .orElse(comparison.migrations()));
        Optional<Outcome> other = inspector.otherHistory(session, snapshot, comparison);
        if (repairs.isEmpty() && other.isPresent()) {
            return other.get();
        }
        other.ifPresent(outcome -> context.print().accept(outcome.message()));
        if (repairs.isEmpty()) {
            return comparison.plan() instanceof Plan.Disagreed(List<String> problems, String advice)
                    ? new Outcome.Failed(
                            ExitCode.HISTORY_MISMATCH, String.join(" ", problems), advice)
                    : new Outcome.Done("nothing to repair");
        }
        repairs.forEach(repair -> context.print().accept(repair.description()));
        Optional<Outcome> refusal = refusal(repairs);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (context.settings().consent() == Choices.Consent.NOT_GIVEN) {
            return new Outcome.Done(
                    "%d to repair; nothing was changed. To repair, run %s"
                            .formatted(repairs.size(), commandWithConsent()));
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

    /// The outcome if a correction changes a tool history that is only read.
    private Optional<Outcome> refusal(List<Repair> repairs) {
        List<String> names =
                repairs.stream()
                        .filter(Repair::changesToolHistory)
                        .map(repair -> repair.migration().name())
                        .toList();
        if (names.isEmpty() || inspector.maintained().tool().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new Outcome.Failed(
                        ExitCode.INVALID_CONFIGURATION,
                        "to repair %s, %s must be changed, but MIGRATE_TOOL_HISTORY_SYNC=AdoptOnly only reads it."
                                .formatted(
                                        String.join(", ", names),
                                        inspector.tables().tool().orElseThrow()),
                        "Run repair with --tool-history-sync=Maintain, or correct that table with"
                                + " the tool itself."));
    }

    private List<Repair> repairs(List<MigrationInfo> migrations) {
        return switch (context.settings().failedMigrations()) {
            case RUN_AGAIN -> Repair.of(migrations);
            case COMPLETED -> Repair.ofCompleted(migrations);
        };
    }

    private String commandWithConsent() {
        return switch (context.settings().failedMigrations()) {
            case RUN_AGAIN -> "repair --yes";
            case COMPLETED -> "repair --completed --yes";
        };
    }
}
