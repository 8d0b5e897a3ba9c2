package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Snapshot;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.Target;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The course of one run, from the first look to the last commit.
final class Course {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    /// How often a migration that did not get a table's lock is tried, in all.
    private static final int ATTEMPTS = 5;

    private final Source source;
    private final Settings settings;
    private final Target target;
    private final Stop stop;
    private final Logger log;
    private final Tables tables;
    private final long start = System.nanoTime();
    private final List<String> applied = new ArrayList<>();
    private Optional<String> from = Optional.empty();
    private Duration waited = Duration.ZERO;
    private boolean warnedOfNewer;

    Course(Source source, Settings settings, Target target, Stop stop, Logger log) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.stop = stop;
        this.log = log;
        this.tables = Places.of(source, settings);
    }

    Result run() {
        Outcome outcome =
                switch (settings.command()) {
                    case MIGRATE -> migrate();
                    case VALIDATE -> inspect();
                    case WAIT -> await();
                };
        return new Result(
                outcome,
                new Progress(from, applied, Duration.ofNanos(System.nanoTime() - start), waited));
    }

    /// `validate`: one look.
    private Outcome inspect() {
        return switch (open()) {
            case Opening.NotOpened(Outcome outcome) -> outcome;
            case Opening.Opened(Session session) -> {
                try (session) {
                    yield switch (look(session)) {
                        case Judgement.Unlawful(Outcome outcome) -> outcome;
                        case Judgement.Lawful(Plan.Agreed plan) -> pendingOrDone(plan);
                    };
                } catch (SQLException e) {
                    yield LookFailure.outcome(e, tables, role());
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
            if (outcome.exit() != ExitCode.PENDING || stop.isRequested()) {
                return outcome;
            }
            if (!outcome.message().equals(lastPending)) {
                lastPending = outcome.message();
                log.info("waiting: {}", lastPending);
            }
            stop.sleep(Jitter.around(POLL));
        }
    }

    private Outcome migrate() {
        int attempts = 0;
        long lastLog = 0;
        boolean limited = false;
        while (true) {
            Optional<String> holder = Optional.empty();
            switch (open()) {
                case Opening.NotOpened(Outcome outcome) -> {
                    return outcome;
                }
                case Opening.Opened(Session session) -> {
                    try (session) {
                        switch (look(session)) {
                            case Judgement.Unlawful(Outcome outcome) -> {
                                return outcome;
                            }
                            case Judgement.Lawful(Plan.Agreed plan) -> {
                                if (plan.isDone()) {
                                    return done(plan);
                                }
                            }
                        }
                        if (!limited) {
                            limit();
                            limited = true;
                        }
                        if (session.tryLock()) {
                            attempts++;
                            switch (locked(session)) {
                                case Applied.All _ -> {
                                    return summary();
                                }
                                case Applied.Broken(Outcome outcome) -> {
                                    return outcome;
                                }
                                case Applied.Contended(Outcome outcome) -> {
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
                                log.info(
                                        "waiting for another migrator: {}",
                                        holder.orElse("it has just finished"));
                            }
                        }
                    } catch (SQLException e) {
                        return stop.isRequested()
                                ? Stopped.outcome(stop, settings)
                                : LookFailure.outcome(e, tables, role());
                    }
                }
            }
            long pause = System.nanoTime();
            stop.sleep(Jitter.around(POLL));
            waited = waited.plusNanos(System.nanoTime() - pause);
            if (stop.isRequested()) {
                return stoppedWaiting(holder);
            }
        }
    }

    /// Under the lock: look again, as somebody else may have done the work meanwhile.
    private Applied locked(Session session) throws SQLException {
        Snapshot snapshot = session.look(tables);
        return switch (judge(snapshot)) {
            case Judgement.Unlawful(Outcome outcome) -> new Applied.Broken(outcome);
            case Judgement.Lawful(Plan.Agreed plan) when plan.isDone() -> new Applied.All();
            case Judgement.Lawful(Plan.Agreed plan) -> work(session, snapshot, plan);
        };
    }

    private Applied work(Session session, Snapshot snapshot, Plan.Agreed plan) throws SQLException {
        var writer = new HistoryWriter(session.connection(), maintained());
        Optional<Outcome> refusal =
                new Reconciler(source, maintained(), session, writer, log)
                        .reconcile(snapshot, plan);
        if (refusal.isPresent()) {
            return new Applied.Broken(refusal.get());
        }
        if (plan.pending().isEmpty()) {
            return new Applied.All();
        }
        var watch =
                new Watch(
                        session,
                        writer,
                        settings.timeouts().lock(),
                        plan.pending(),
                        stop,
                        this::applied);
        HandedOver.Opener opener = new Connector(target, settings, stop, log)::another;
        return new FlywayRun(opener, source, settings, stop, log)
                .apply(session, plan.pending(), watch);
    }

    private Tables maintained() {
        return settings.foreign().sync() == Choices.Sync.MAINTAIN
                ? tables
                : new Tables(tables.flyway(), Optional.empty());
    }

    private Opening open() {
        return new Connector(target, settings, stop, log).open();
    }

    private Judgement look(Session session) throws SQLException {
        return judge(session.look(tables));
    }

    private Judgement judge(Snapshot snapshot) {
        Plan plan =
                Planner.plan(
                        source,
                        snapshot,
                        tables.foreign().isPresent()
                                        && settings.foreign().sync() == Choices.Sync.MAINTAIN
                                ? Planner.Upkeep.MAINTAINED
                                : Planner.Upkeep.UNTOUCHED);
        if (plan instanceof Plan.Agreed agreed) {
            if (applied.isEmpty()) {
                from = agreed.newest();
            }
            warnOfNewer(agreed.newer());
        }
        return Judgement.of(plan, settings);
    }

    private void warnOfNewer(List<String> newer) {
        if (!newer.isEmpty() && !warnedOfNewer) {
            warnedOfNewer = true;
            log.warn(
                    "the database is ahead of the folder by {}: {}",
                    Words.count(newer.size()),
                    String.join(", ", newer));
        }
    }

    private String role() {
        return settings.role().orElse(target.user());
    }

    private void limit() {
        if (!settings.timeouts().run().isZero()) {
            stop.after(settings.timeouts().run());
        }
    }

    private void applied(Migration migration, Duration took) {
        applied.add(migration.name());
        log.atInfo()
                .addKeyValue("migration", migration.name())
                .addKeyValue("millis", took.toMillis())
                .log("applied {} in {}", migration.name(), Words.time(took));
    }

    private Outcome pendingOrDone(Plan.Agreed plan) {
        return plan.pending().isEmpty()
                ? done(plan)
                : new Outcome.Failed(
                        ExitCode.PENDING,
                        "%s pending: %s."
                                .formatted(
                                        Words.count(plan.pending().size()),
                                        Judgement.names(plan.pending())),
                        "");
    }

    private Outcome done(Plan.Agreed plan) {
        return new Outcome.Done(
                "nothing to do, %s %s"
                        .formatted(
                                plan.newest().map(name -> "at " + name + ",").orElse("no history,"),
                                Words.time(Duration.ofNanos(System.nanoTime() - start))));
    }

    private Outcome summary() {
        String at = applied.isEmpty() ? from.orElse("none") : applied.getLast();
        return new Outcome.Done(
                "%d applied, now at %s, %s"
                        .formatted(
                                applied.size(),
                                at,
                                Words.time(Duration.ofNanos(System.nanoTime() - start))));
    }

    private Outcome stoppedWaiting(Optional<String> holder) {
        if (holder.isEmpty() || !stop.reason().equals(Optional.of(Stop.Reason.TIMEOUT))) {
            return Stopped.outcome(stop, settings);
        }
        return new Outcome.Failed(
                ExitCode.TIMED_OUT,
                "waited %d s for another migrator: %s."
                        .formatted(settings.timeouts().run().toSeconds(), holder.get()),
                "If it hangs, end it; otherwise raise MIGRATE_TIMEOUT.");
    }
}
