package io.migrate.migrator.command;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.ConnectResult;
import io.migrate.migrator.connection.Connector;
import io.migrate.migrator.connection.Jitter;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.flyway.ApplyResult;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryFailure;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.HistoryTables;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The course of one run: connecting, looking and waiting, again and again until there is an end.
final class MigrateCommand {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    /// How often a migration that did not get a table's lock is tried, in all.
    private static final int ATTEMPTS = 5;

    private final Settings settings;
    private final ConnectionTarget target;
    private final Cancellation cancellation;
    private final Logger log;
    private final HistoryInspector inspector;
    private final Outcomes endings;
    private final LockedMigration migration;
    private Duration waited = Duration.ZERO;

    MigrateCommand(
            Source source,
            Settings settings,
            ConnectionTarget target,
            Cancellation cancellation,
            Logger log) {
        this.settings = settings;
        this.target = target;
        this.cancellation = cancellation;
        this.log = log;
        this.inspector =
                new HistoryInspector(source, settings, HistoryTables.of(source, settings), log);
        this.migration =
                new LockedMigration(source, settings, target, cancellation, log, inspector);
        this.endings = new Outcomes(settings, System.nanoTime());
    }

    Result run() {
        Outcome outcome =
                switch (settings.command()) {
                    case MIGRATE -> migrate();
                    case VALIDATE -> inspect();
                    case WAIT -> await();
                    case INFO, REPAIR, BASELINE, DRY_RUN ->
                            throw new IllegalStateException("a command for a shell");
                };
        return new Result(
                outcome,
                new Progress(migration.from(), migration.applied(), endings.sinceStart(), waited));
    }

    /// `validate`: one look.
    private Outcome inspect() {
        return switch (open()) {
            case ConnectResult.NotConnected(Outcome outcome) -> outcome;
            case ConnectResult.Connected(Session session) -> {
                try (session) {
                    yield switch (migration.look(session).policyCheck()) {
                        case PolicyCheck.Rejected(Outcome outcome) -> outcome;
                        case PolicyCheck.Allowed(Plan.Agreed plan) -> endings.pendingOrDone(plan);
                    };
                } catch (SQLException e) {
                    yield HistoryFailure.outcome(e, inspector.tables(), role());
                }
            }
        };
    }

    /// `wait`: looks again until nothing is pending, without a session in between.
    private Outcome await() {
        limit();
        String lastPending = "";
        while (true) {
            Outcome outcome = inspect();
            if (outcome.exit() != ExitCode.MIGRATIONS_PENDING || cancellation.isRequested()) {
                return outcome;
            }
            if (!outcome.message().equals(lastPending)) {
                lastPending = outcome.message();
                log.atInfo()
                        .addKeyValue("waitedMillis", endings.sinceStart().toMillis())
                        .log("waiting: {}", lastPending);
            }
            cancellation.sleep(Jitter.around(POLL));
        }
    }

    private Outcome migrate() {
        int attempts = 0;
        long lastLog = 0;
        boolean limited = false;
        while (true) {
            Optional<String> holder = Optional.empty();
            switch (open()) {
                case ConnectResult.NotConnected(Outcome outcome) -> {
                    return outcome;
                }
                case ConnectResult.Connected(Session session) -> {
                    try (session) {
                        HistoryInspector.Inspection inspection = migration.look(session);
                        switch (inspection.policyCheck()) {
                            case PolicyCheck.Rejected(Outcome outcome) -> {
                                if (migration.leftovers(inspection).isEmpty()) {
                                    return outcome;
                                }
                            }
                            case PolicyCheck.Allowed(Plan.Agreed plan) -> {
                                if (plan.isDone()) {
                                    return endings.done(plan);
                                }
                            }
                        }
                        if (!limited) {
                            limit();
                            limited = true;
                        }
                        if (session.tryLock()) {
                            attempts++;
                            switch (migration.underLock(session)) {
                                case ApplyResult.Succeeded _ -> {
                                    return endings.summary(migration.applied(), migration.from());
                                }
                                case ApplyResult.Failed(Outcome outcome) -> {
                                    return outcome;
                                }
                                case ApplyResult.RefusedInTransaction(
                                                String script,
                                                Outcome outcome) -> {
                                    if (!migration.isFirstRefusal(script)) {
                                        return outcome;
                                    }
                                    continue;
                                }
                                case ApplyResult.Contended(Outcome outcome) -> {
                                    if (attempts == ATTEMPTS) {
                                        return outcome;
                                    }
                                    log.warn("{} Trying again.", outcome.message());
                                }
                            }
                        } else {
                            holder = session.lockHolder();
                            if (System.nanoTime() - lastLog > LOG_EVERY.toNanos()) {
                                lastLog = System.nanoTime();
                                log.atInfo()
                                        .addKeyValue("waitedMillis", waited.toMillis())
                                        .log(
                                                "waiting for another migrator: {}",
                                                holder.orElse("it has just finished"));
                            }
                        }
                    } catch (SQLException e) {
                        return cancellation.isRequested()
                                ? CancelledRun.outcome(cancellation, settings)
                                : HistoryFailure.outcome(e, inspector.tables(), role());
                    }
                }
            }
            long pause = System.nanoTime();
            cancellation.sleep(Jitter.around(POLL));
            waited = waited.plusNanos(System.nanoTime() - pause);
            if (cancellation.isRequested()) {
                return endings.stoppedWaiting(cancellation, holder);
            }
        }
    }

    private ConnectResult open() {
        return new Connector(target, settings, cancellation, log).open();
    }

    private String role() {
        return settings.role().orElse(target.user());
    }

    private void limit() {
        if (!settings.timeouts().run().isZero()) {
            cancellation.after(settings.timeouts().run());
        }
    }
}
