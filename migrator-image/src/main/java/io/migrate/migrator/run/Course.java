package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Line;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Snapshot;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.Target;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    private final Looker looker;
    private final Endings endings;
    private final List<String> applied = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private Optional<Access> access = Optional.empty();
    private Optional<String> from = Optional.empty();
    private Duration waited = Duration.ZERO;

    Course(Source source, Settings settings, Target target, Stop stop, Logger log) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.stop = stop;
        this.log = log;
        this.looker = new Looker(source, settings, Places.of(source, settings), log);
        this.endings = new Endings(settings, System.nanoTime());
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
        return new Result(outcome, new Progress(from, applied, endings.sinceStart(), waited));
    }

    /// `validate`: one look.
    private Outcome inspect() {
        return switch (open()) {
            case Opening.NotOpened(Outcome outcome) -> outcome;
            case Opening.Opened(Session session) -> {
                try (session) {
                    yield switch (look(session)) {
                        case Judgement.Unlawful(Outcome outcome) -> outcome;
                        case Judgement.Lawful(Plan.Agreed plan) -> endings.pendingOrDone(plan);
                    };
                } catch (SQLException e) {
                    yield LookFailure.outcome(e, looker.tables(), role());
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
                log.atInfo()
                        .addKeyValue("waitedMillis", endings.sinceStart().toMillis())
                        .log("waiting: {}", lastPending);
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
                        Looker.Seen seen = seen(session);
                        switch (seen.judgement()) {
                            case Judgement.Unlawful(Outcome outcome) -> {
                                if (leftovers(seen).isEmpty()) {
                                    return outcome;
                                }
                            }
                            case Judgement.Lawful(Plan.Agreed plan) -> {
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
                            switch (locked(session)) {
                                case Applied.All _ -> {
                                    return endings.summary(applied, from);
                                }
                                case Applied.Broken(Outcome outcome) -> {
                                    return outcome;
                                }
                                case Applied.Refused(String script, Outcome outcome) -> {
                                    if (!refused.add(script)) {
                                        return outcome;
                                    }
                                    continue;
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
                                log.atInfo()
                                        .addKeyValue("waitedMillis", waited.toMillis())
                                        .log(
                                                "waiting for another migrator: {}",
                                                holder.orElse("it has just finished"));
                            }
                        }
                    } catch (SQLException e) {
                        return stop.isRequested()
                                ? Stopped.outcome(stop, settings)
                                : LookFailure.outcome(e, looker.tables(), role());
                    }
                }
            }
            long pause = System.nanoTime();
            stop.sleep(Jitter.around(POLL));
            waited = waited.plusNanos(System.nanoTime() - pause);
            if (stop.isRequested()) {
                return endings.stoppedWaiting(stop, holder);
            }
        }
    }

    /// Under the lock: look again, as somebody else may have done the work meanwhile.
    private Applied locked(Session session) throws SQLException {
        Looker.Seen seen = seen(session);
        if (!leftovers(seen).isEmpty()) {
            Leftovers.forget(leftovers(seen), writer(session), source, log);
            seen = seen(session);
        }
        return switch (seen.judgement()) {
            case Judgement.Unlawful(Outcome outcome) -> new Applied.Broken(outcome);
            case Judgement.Lawful(Plan.Agreed plan) when plan.isDone() -> new Applied.All();
            case Judgement.Lawful(Plan.Agreed plan) -> work(session, seen.snapshot(), plan);
        };
    }

    private Applied work(Session session, Snapshot snapshot, Plan.Agreed plan) throws SQLException {
        Optional<Outcome> elsewhere = elsewhere(session, snapshot);
        if (elsewhere.isPresent()) {
            return new Applied.Broken(elsewhere.get());
        }
        if (session.isLent()) {
            Optional<Outcome> longer = longer(plan);
            if (longer.isPresent()) {
                return new Applied.Broken(longer.get());
            }
            log.info("through a pooler that lends a session for one transaction: all is one");
        }
        if (access.isEmpty()) {
            tellBefore(session);
            access = Optional.of(Access.before(session));
        }
        HistoryWriter writer = writer(session);
        Optional<Outcome> refusal =
                new Reconciler(source, looker.maintained(), session, writer, log)
                        .reconcile(snapshot, plan);
        if (refusal.isPresent()) {
            return new Applied.Broken(refusal.get());
        }
        if (plan.pending().isEmpty()) {
            session.keep();
            return new Applied.All();
        }
        var watch = new Watch(session, writer, settings, plan.pending(), stop, log, this::applied);
        var connector = new Connector(target, settings, stop, log);
        HandedOver.Opener opener = session.isLent() ? connector::plain : connector::another;
        Applied result;
        try (var blockers = Blockers.of(connector::plain, session, settings.timeouts().lock())) {
            result =
                    new FlywayRun(opener, source, refused, settings, stop, log)
                            .apply(session, plan.pending(), watch, blockers);
        }
        if (result instanceof Applied.All) {
            tellAfter(opener, access.get());
        }
        return snapshot.isBlank(source) && applied.isEmpty() ? Pushed.advised(result) : result;
    }

    /// What a session that is lent for one transaction is too short for.
    private Optional<Outcome> longer(Plan.Agreed plan) {
        return plan.pending().stream()
                .map(Plan.Step::migration)
                .filter(each -> Ways.of(source, each, refused).transaction() == Transaction.NONE)
                .findFirst()
                .map(each -> Pooling.tooShort(each.name() + " takes"));
    }

    private void tellBefore(Session session) throws SQLException {
        session.walPosition()
                .ifPresent(position ->
                        log.atInfo()
                                .addKeyValue("wal", position)
                                .log(
                                        "before the first change the WAL is at {}, as a point to"
                                                + " recover to",
                                        position));
        for (String role : session.superusers()) {
            log.warn(
                    "{} is a superuser: a migration can do anything to the whole server; the owner"
                            + " of the schema is enough",
                    role);
        }
    }

    /// Flyway has closed the session. What cannot be asked for is not worth failing for.
    private void tellAfter(HandedOver.Opener opener, Access access) {
        try (var session = new Session(opener.open())) {
            for (String grants : access.lacking(session, looker.tables())) {
                log.warn("a role has rights on its schema, and not on what is new: {}", grants);
            }
        } catch (SQLException e) {
            log.warn("whether roles lack rights cannot be told: {}", SqlErrors.primary(e));
        }
    }

    private List<Line> leftovers(Looker.Seen seen) {
        return Leftovers.of(looker.compare(seen.snapshot()));
    }

    private HistoryWriter writer(Session session) {
        return new HistoryWriter(
                session.connection(), looker.maintained(), source.format().ledger());
    }

    /// Only where nothing is known of the database, and nobody has said where its history is.
    private Optional<Outcome> elsewhere(Session session, Snapshot snapshot) throws SQLException {
        if (!snapshot.isBlank(source)
                || looker.tables().foreign().isEmpty()
                || settings.foreign().table().isPresent()) {
            return Optional.empty();
        }
        return LookAlikes.of(
                        source, source.format().ledger().orElseThrow(), session, looker.tables())
                .map(table ->
                        new Outcome.Failed(
                                ExitCode.DISAGREEMENT,
                                "there is no history in %s, but %s holds rows of these migrations."
                                        .formatted(looker.tables().foreign().orElseThrow(), table),
                                "Set MIGRATE_FOREIGN_SCHEMA=%s and MIGRATE_FOREIGN_TABLE=%s."
                                        .formatted(table.schema(), table.name())));
    }

    private Opening open() {
        return new Connector(target, settings, stop, log).open();
    }

    private Judgement look(Session session) throws SQLException {
        return seen(session).judgement();
    }

    private Looker.Seen seen(Session session) throws SQLException {
        Looker.Seen seen = looker.look(session);
        if (applied.isEmpty()) {
            from = looker.newest();
        }
        return seen;
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
}
