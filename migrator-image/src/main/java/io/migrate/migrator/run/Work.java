package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.Line;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Snapshot;
import io.migrate.migrator.report.Outcome;
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

/// What is done while the lock is held, and what a run has done so far.
final class Work {
    private final Source source;
    private final Settings settings;
    private final Target target;
    private final Stop stop;
    private final Logger log;
    private final Looker looker;
    private final List<String> applied = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private Optional<Access> access = Optional.empty();
    private Optional<String> from = Optional.empty();

    Work(Source source, Settings settings, Target target, Stop stop, Logger log, Looker looker) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.stop = stop;
        this.log = log;
        this.looker = looker;
    }

    /// Names of the migrations that this run has applied.
    List<String> applied() {
        return List.copyOf(applied);
    }

    /// The newest migration that was applied before this run.
    Optional<String> from() {
        return from;
    }

    /// Notes that PostgreSQL refused to run this one in a transaction.
    ///
    /// @return whether that is news; if not, it has been tried without
    boolean isFirstRefusal(String script) {
        return refused.add(script);
    }

    /// Looks, with or without the lock.
    Looker.Seen look(Session session) throws SQLException {
        Looker.Seen seen = looker.look(session);
        if (applied.isEmpty()) {
            from = looker.newest();
        }
        return seen;
    }

    /// Under the lock: look again, as somebody else may have done the work meanwhile.
    Applied underLock(Session session) throws SQLException {
        Looker.Seen seen = look(session);
        if (!leftovers(seen).isEmpty()) {
            Leftovers.forget(leftovers(seen), writer(session), source, log);
            seen = look(session);
        }
        return switch (seen.judgement()) {
            case Judgement.Unlawful(Outcome outcome) -> new Applied.Broken(outcome);
            case Judgement.Lawful(Plan.Agreed plan) when plan.isDone() -> new Applied.All();
            case Judgement.Lawful(Plan.Agreed plan) -> apply(session, seen.snapshot(), plan);
        };
    }

    private Applied apply(Session session, Snapshot snapshot, Plan.Agreed plan)
            throws SQLException {
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

    /// What earlier runs left that may simply be run again.
    List<Line> leftovers(Looker.Seen seen) {
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
                source, source.format().ledger().orElseThrow(), session, looker.tables());
    }

    private void applied(Migration migration, Duration took) {
        applied.add(migration.name());
        log.atInfo()
                .addKeyValue("migration", migration.name())
                .addKeyValue("millis", took.toMillis())
                .log("applied {} in {}", migration.name(), Words.time(took));
    }
}
