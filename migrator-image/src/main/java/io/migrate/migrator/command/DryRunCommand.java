package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.UnrunnableScripts;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.MissingGrants;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `dry-run`: runs the pending migrations in one transaction and rolls it back. It does not use
/// Flyway, which would commit.
final class DryRunCommand {
    private final RunContext context;
    private final HistoryInspector inspector;
    private final Sessions sessions;
    private final long start = System.nanoTime();

    DryRunCommand(RunContext context) {
        this.context = context;
        this.inspector = new HistoryInspector(context);
        this.sessions = new Sessions(context, inspector);
    }

    Result run() {
        Outcome outcome = sessions.useAcrossTransactions(this::dryRun);
        return new Result(outcome, Progress.none());
    }

    private Outcome dryRun(Session session) throws SQLException {
        return switch (inspector.inspect(session).policyCheck()) {
            case PolicyCheck.Rejected(Outcome outcome) -> outcome;
            case PolicyCheck.Allowed(Plan.Agreed plan) when plan.pending().isEmpty() ->
                    new Outcome.Done("no migrations are pending");
            case PolicyCheck.Allowed(Plan.Agreed plan)
                    when UnrunnableScripts.first(context, plan.pending()).isPresent() ->
                    UnrunnableScripts.first(context, plan.pending()).orElseThrow();
            case PolicyCheck.Allowed(Plan.Agreed plan)
                    when context.settings().consent() == Choices.Consent.NOT_GIVEN ->
                    askForConsent(plan.pending());
            case PolicyCheck.Allowed(Plan.Agreed plan) ->
                    sessions.locked(session, _ -> rolledBack(session, plan.pending()));
        };
    }

    private Outcome askForConsent(List<Plan.Step> pending) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                "dry-run would run %s on %s and roll back: %s."
                        .formatted(
                                HumanReadable.count(pending.size()),
                                context.target().place(),
                                PolicyCheck.names(pending)),
                "Until the rollback, dry-run holds the locks of the migrations, and the application"
                        + " waits for them. Sequences are not rolled back. To proceed, add"
                        + " --yes-on-this-database.");
    }

    private Outcome rolledBack(Session session, List<Plan.Step> pending) throws SQLException {
        context.startTimeout();
        List<String> relations = MissingGrants.before(session).before();
        session.connection().setAutoCommit(false);
        try {
            return tryAll(session, pending, new MigrationTrial(context, session, relations));
        } finally {
            session.connection().rollback();
        }
    }

    private Outcome tryAll(Session session, List<Plan.Step> pending, MigrationTrial trial)
            throws SQLException {
        var skipped = new ArrayList<String>();
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            session.execute("SAVEPOINT migration");
            switch (trial.run(migration)) {
                case MigrationTrial.Result.Ran() -> {}
                case MigrationTrial.Result.Skipped(String reason) -> {
                    session.execute("ROLLBACK TO SAVEPOINT migration");
                    skipped.add(migration.name());
                    context.print().accept("%s skipped: %s".formatted(migration.name(), reason));
                }
                case MigrationTrial.Result.Failed(Outcome outcome) -> {
                    return outcome;
                }
            }
        }
        return summary(pending.size(), skipped);
    }

    private Outcome summary(int pending, List<String> skipped) {
        String rest =
                skipped.isEmpty()
                        ? ""
                        : "; %d skipped: %s".formatted(skipped.size(), String.join(", ", skipped));
        return new Outcome.Done(
                "%d of %d tested and rolled back, %s%s"
                        .formatted(
                                pending - skipped.size(),
                                pending,
                                HumanReadable.time(Duration.ofNanos(System.nanoTime() - start)),
                                rest));
    }
}
