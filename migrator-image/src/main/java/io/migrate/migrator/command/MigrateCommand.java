package io.migrate.migrator.command;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.execution.ApplyResult;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.UnexpectedFailure;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// `migrate`: applies the pending migrations. It makes one attempt after another, each in its own
/// session, until an attempt ends the run.
final class MigrateCommand {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /// The maximum number of attempts under the advisory lock.
    private static final int MAX_ATTEMPTS = 5;

    private final RunContext context;
    private final Sessions sessions;
    private final LockedMigration migration;
    private final Outcomes outcomes;
    private Duration waited = Duration.ZERO;
    private boolean isTimeoutStarted;
    private int attempts;
    private Optional<Long> lastLog = Optional.empty();

    MigrateCommand(RunContext context) {
        var inspector = new HistoryInspector(context);
        this.context = context;
        this.sessions = new Sessions(context, inspector);
        this.migration = new LockedMigration(context, inspector);
        this.outcomes = new Outcomes(context.settings(), System.nanoTime());
    }

    /// What follows an attempt.
    private sealed interface Next {
        /// The run ends.
        record Done(Outcome outcome) implements Next {}

        /// Another attempt follows immediately.
        record RetryNow() implements Next {}

        /// Another attempt follows after a pause.
        ///
        /// @param holder the holder of the advisory lock, if the run waits for it
        record RetryLater(Optional<String> holder) implements Next {}
    }

    Result run() {
        context.cancellation().reportProgress(this::progress);
        Outcome outcome;
        try {
            outcome = migrate();
        } catch (Error e) {
            // What is applied is reported all the same.
            outcome = UnexpectedFailure.of(e);
        }
        return new Result(outcome, progress());
    }

    private Progress progress() {
        return new Progress(
                migration.from(),
                migration.adopted(),
                migration.applied(),
                outcomes.sinceStart(),
                waited);
    }

    private Outcome migrate() {
        while (true) {
            Next next = sessions.use(this::attempt, Next.Done::new);
            // Not a switch over types: see ADR 51.
            if (next instanceof Next.Done(Outcome outcome)) {
                return outcome;
            }
            if (next instanceof Next.RetryLater(Optional<String> holder)) {
                pause();
                if (context.cancellation().isRequested()) {
                    return outcomes.canceledWhileWaiting(context.cancellation(), holder);
                }
            }
        }
    }

    private void pause() {
        long start = System.nanoTime();
        context.cancellation().pause(POLL_INTERVAL);
        waited = waited.plusNanos(System.nanoTime() - start);
    }

    private Next attempt(Session session) throws SQLException {
        Optional<Outcome> outcome = withoutLock(migration.inspect(session));
        if (outcome.isPresent()) {
            return new Next.Done(outcome.get());
        }
        startTimeout();
        AdvisoryLock lock = session.lock();
        return lock.tryAcquire()
                ? next(migration.run(session))
                : new Next.RetryLater(logHolder(lock));
    }

    /// The outcome of a run that has nothing to do or that the policy rejects; such a run takes no
    /// lock. Whether a migration that has begun has failed is known only under the lock.
    private Optional<Outcome> withoutLock(HistoryInspector.Inspection inspection) {
        // Not a switch over types: see ADR 51.
        if (inspection.policyCheck() instanceof PolicyCheck.Rejected(Outcome outcome)) {
            return Optional.of(outcome).filter(_ -> !migration.isBegun(inspection));
        }
        Plan.Agreed plan = ((PolicyCheck.Allowed) inspection.policyCheck()).plan();
        return plan.isDone() ? Optional.of(done(plan)) : Optional.empty();
    }

    /// The last migration may have released the lock, so that another attempt found all of it done.
    private Outcome done(Plan.Agreed plan) {
        return migration.applied().isEmpty() && migration.adopted() == 0
                ? outcomes.done(plan)
                : summary();
    }

    private Outcome summary() {
        return outcomes.summary(migration.adopted(), migration.applied(), migration.from());
    }

    private void startTimeout() {
        if (!isTimeoutStarted) {
            isTimeoutStarted = true;
            context.startTimeout();
        }
    }

    private Next next(ApplyResult result) {
        attempts++;
        return switch (result) {
            case ApplyResult.Succeeded() -> new Next.Done(summary());
            case ApplyResult.Failed(Outcome outcome) -> new Next.Done(outcome);
            case ApplyResult.RefusedInTransaction(String script, Outcome outcome) ->
                    migration.runsWithoutTransaction(script)
                            ? new Next.RetryNow()
                            : new Next.Done(outcome);
            case ApplyResult.LockReleased(String name) -> {
                context.log()
                        .warn(
                                "{} released the advisory lock of the migrator; it is applied, and"
                                        + " the rest follows under a new lock",
                                name);
                yield new Next.RetryNow();
            }
            case ApplyResult.Overtaken(String name) when attempts >= MAX_ATTEMPTS ->
                    new Next.Done(
                            new Outcome.Failed(
                                    ExitCode.HISTORY_MISMATCH,
                                    "another session changed the histories during %s, for the %dth time."
                                            .formatted(name, attempts),
                                    "Find the program that writes the history tables, and end"
                                            + " it."));
            case ApplyResult.Overtaken(String name) -> {
                context.log()
                        .warn(
                                "another session acquired the advisory lock during {}, or changed"
                                        + " the histories; {} was rolled back",
                                name,
                                name);
                yield new Next.RetryLater(Optional.empty());
            }
            case ApplyResult.Contended(Outcome outcome) when attempts >= MAX_ATTEMPTS ->
                    new Next.Done(outcome);
            case ApplyResult.Contended(Outcome outcome) -> {
                context.log().warn("{} Trying again.", outcome.message());
                yield new Next.RetryLater(Optional.empty());
            }
        };
    }

    private Optional<String> logHolder(AdvisoryLock lock) throws SQLException {
        Optional<String> holder = lock.holder();
        long now = System.nanoTime();
        if (lastLog.filter(at -> now - at <= LOG_INTERVAL.toNanos()).isEmpty()) {
            lastLog = Optional.of(now);
            context.log()
                    .atInfo()
                    .addKeyValue("waitedMillis", waited.toMillis())
                    .log("waiting for another migrator: {}", holder.orElse("it has just finished"));
        }
        return holder;
    }
}
