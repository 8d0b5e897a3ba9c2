package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// `baseline`: records migrations as applied in a database that has their schema and no history.
final class BaselineCommand {
    private final RunContext context;
    private final HistoryInspector inspector;

    BaselineCommand(RunContext context) {
        this.context = context;
        this.inspector = new HistoryInspector(context);
    }

    Result run() {
        var sessions = new Sessions(context, inspector);
        Outcome outcome =
                sessions.useAcrossTransactions(session -> sessions.locked(session, this::baseline));
        return new Result(outcome, Progress.none());
    }

    private Outcome baseline(Session session) throws SQLException {
        HistorySnapshot snapshot = inspector.snapshot(session);
        Comparison comparison = inspector.compare(snapshot);
        Optional<Outcome> other = inspector.otherHistory(session, snapshot, comparison);
        if (other.isPresent()) {
            return other.get();
        }
        if (!snapshot.isBlank(context.source())) {
            return new Outcome.Failed(
                    ExitCode.HISTORY_MISMATCH,
                    "the database already has a history.",
                    "The baseline command is for a database without a history. To show the history,"
                            + " run info.");
        }
        Optional<Plan.Agreed> plan =
                comparison.plan() instanceof Plan.Agreed agreed
                        ? PolicyCheck.upTo(agreed, context.settings())
                        : Optional.empty();
        if (plan.isEmpty()) {
            return PolicyCheck.unknownTarget(context.settings().target().orElse(""));
        }
        List<Plan.Step> steps = plan.get().pending();
        HistoryWriter writer = inspector.writer(session);
        return session.inTransaction(_ -> {
            writer.create(snapshot);
            return context.source().format().toolHistory().isPresent()
                    ? recordInBoth(writer, steps)
                    : recordInFlyway(writer, steps);
        });
    }

    private static Outcome recordInBoth(HistoryWriter writer, List<Plan.Step> steps)
            throws SQLException {
        writer.adopt(steps, List.of());
        writer.record(steps.stream().map(Plan.Step::migration).toList());
        return new Outcome.Done(
                "%s recorded as applied, up to %s; none was run"
                        .formatted(
                                HumanReadable.count(steps.size()),
                                steps.getLast().migration().name()));
    }

    private static Outcome recordInFlyway(HistoryWriter writer, List<Plan.Step> steps)
            throws SQLException {
        Version version =
                steps.stream()
                        .filter(step ->
                                !(step.migration().identity() instanceof Identity.Repeatable))
                        .map(Plan.Step::version)
                        .max(Version::compareTo)
                        .orElse(Version.of(1));
        writer.baseline(version);
        return new Outcome.Done(
                "everything up to version %s is recorded as applied; nothing was run"
                        .formatted(version));
    }
}
