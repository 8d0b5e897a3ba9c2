package io.migrate.migrator.command;

import io.migrate.migrator.connection.ConnectResult;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Repair;
import io.migrate.migrator.plan.HistoryFailure;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The commands for a person at a shell: `info`, `repair`, `baseline`.
final class ByHand {
    private final Source source;
    private final Settings settings;
    private final ConnectionTarget target;
    private final HistoryInspector looker;
    private final Consumer<String> print;

    /// @param print receives what is shown
    ByHand(
            Source source,
            Settings settings,
            ConnectionTarget target,
            HistoryInspector looker,
            Consumer<String> print) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.looker = looker;
        this.print = print;
    }

    Result run(ConnectResult opening) {
        Outcome outcome =
                switch (opening) {
                    case ConnectResult.NotConnected(Outcome why) -> why;
                    case ConnectResult.Connected(Session session) -> {
                        try (session) {
                            yield command(session);
                        } catch (SQLException e) {
                            yield HistoryFailure.outcome(
                                    e, looker.tables(), settings.role().orElse(target.user()));
                        }
                    }
                };
        return new Result(outcome, Progress.none());
    }

    private Outcome command(Session session) throws SQLException {
        HistorySnapshot snapshot = session.look(looker.tables());
        Comparison comparison = looker.compare(snapshot);
        return switch (settings.command()) {
            case INFO -> info(comparison);
            case REPAIR -> locked(session, () -> repair(session));
            case BASELINE -> locked(session, () -> baseline(session));
            case MIGRATE, VALIDATE, WAIT, DRY_RUN ->
                    throw new IllegalStateException("no command for a shell");
        };
    }

    private Outcome info(Comparison comparison) {
        if (comparison.migrations().isEmpty()
                && comparison.plan() instanceof Plan.Disagreed disagreed) {
            return disagreement(disagreed);
        }
        print.accept(InfoTable.of(comparison.migrations(), source.format().name()));
        if (comparison.plan() instanceof Plan.Disagreed(List<String> problems, String advice)) {
            problems.forEach(print);
            Optional.of(advice).filter(each -> !each.isEmpty()).ifPresent(print);
        }
        long pending =
                count(comparison, MigrationInfo.State.PENDING, MigrationInfo.State.OUT_OF_ORDER);
        long applied = count(comparison, MigrationInfo.State.APPLIED, MigrationInfo.State.CHANGED);
        return new Outcome.Done("%d applied, %d pending".formatted(applied, pending));
    }

    private static long count(Comparison comparison, MigrationInfo.State... states) {
        return comparison.migrations().stream()
                .filter(line -> List.of(states).contains(line.state()))
                .count();
    }

    private static Outcome disagreement(Plan.Disagreed disagreed) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                String.join(" ", disagreed.problems()),
                disagreed.advice());
    }

    /// What is done while nobody else migrates.
    private interface LockedMigration {
        Outcome run() throws SQLException;
    }

    private static Outcome locked(Session session, LockedMigration work) throws SQLException {
        if (!session.tryLock()) {
            return new Outcome.Failed(
                    ExitCode.TIMED_OUT,
                    "another migrator is at work: %s."
                            .formatted(session.lockHolder().orElse("it has just finished")),
                    "Try again when it has ended.");
        }
        return work.run();
    }

    private Outcome repair(Session session) throws SQLException {
        HistorySnapshot snapshot = session.look(looker.tables());
        List<Repair> fixes = Repair.of(looker.compare(snapshot).migrations());
        if (fixes.isEmpty()) {
            return new Outcome.Done("nothing to repair");
        }
        fixes.forEach(fix -> print.accept(fix.description()));
        if (settings.consent() == Choices.Consent.NOT_GIVEN) {
            return new Outcome.Done(
                    "%d to repair; nothing was changed, repair --yes does it"
                            .formatted(fixes.size()));
        }
        return inTransaction(
                session,
                writer -> {
                    writer.create(snapshot);
                    for (Repair fix : fixes) {
                        fix.apply(writer, source);
                    }
                    return new Outcome.Done("%d repaired".formatted(fixes.size()));
                });
    }

    private Outcome baseline(Session session) throws SQLException {
        HistorySnapshot snapshot = session.look(looker.tables());
        if (!snapshot.isBlank(source)) {
            return new Outcome.Failed(
                    ExitCode.HISTORY_MISMATCH,
                    "the database has a history already.",
                    "A baseline is for one that has none; info shows what there is.");
        }
        Optional<Plan.Agreed> plan =
                looker.compare(snapshot).plan() instanceof Plan.Agreed agreed
                        ? PolicyCheck.upTo(agreed, settings)
                        : Optional.empty();
        if (plan.isEmpty()) {
            return PolicyCheck.unknownTarget(settings.target().orElse(""));
        }
        List<Plan.Step> steps = plan.get().pending();
        return inTransaction(
                session,
                writer -> {
                    writer.create(snapshot);
                    return source.format().toolHistory().isPresent()
                            ? baselineBoth(writer, steps)
                            : flywayBaseline(writer, steps);
                });
    }

    private Outcome baselineBoth(HistoryWriter writer, List<Plan.Step> steps) throws SQLException {
        writer.adopt(steps);
        writer.record(steps.stream().map(Plan.Step::migration).toList());
        return new Outcome.Done(
                "%s written down as applied, up to %s; none was run"
                        .formatted(
                                HumanReadable.count(steps.size()),
                                steps.getLast().migration().name()));
    }

    private static Outcome flywayBaseline(HistoryWriter writer, List<Plan.Step> steps)
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
                "everything up to version %s is written down as in place; nothing was run"
                        .formatted(version));
    }

    /// What is written in one transaction.
    private interface Writing {
        Outcome run(HistoryWriter writer) throws SQLException;
    }

    private Outcome inTransaction(Session session, Writing writing) throws SQLException {
        var writer =
                new HistoryWriter(
                        session.connection(), looker.maintained(), source.format().toolHistory());
        session.connection().setAutoCommit(false);
        try {
            Outcome outcome = writing.run(writer);
            session.connection().commit();
            return outcome;
        } catch (SQLException e) {
            session.connection().rollback();
            throw e;
        } finally {
            session.connection().setAutoCommit(true);
        }
    }
}
