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
        this.tables = tables(source, settings);
    }

    private static Tables tables(Source source, Settings settings) {
        Settings.Foreign foreign = settings.foreign();
        return new Tables(
                new Tables.Table(settings.history().schema(), settings.history().table()),
                source.format()
                        .table()
                        .filter(_ -> foreign.sync() != Choices.Sync.IGNORE)
                        .map(table ->
                                new Tables.Table(
                                        foreign.schema().orElse(table.schema()),
                                        foreign.table().orElse(table.name()))));
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
                    yield lookFailed(e);
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
                        return stop.isRequested() ? Stopped.outcome(stop, settings) : lookFailed(e);
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
        Optional<Outcome> refusal = reconcile(session, writer, snapshot, plan);
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

    /// One transaction in which the tables are created and get the rows that they lack.
    private Optional<Outcome> reconcile(
            Session session, HistoryWriter writer, Snapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        boolean unknownDatabase =
                source.format().table().isEmpty()
                        && snapshot.flyway().isEmpty()
                        && writer.schemaHoldsTables();
        if (unknownDatabase) {
            return Optional.of(
                    new Outcome.Failed(
                            ExitCode.DISAGREEMENT,
                            "schema %s has tables, but no history %s."
                                    .formatted(settings.history().schema(), tables.flyway()),
                            "Set MIGRATE_HISTORY_SCHEMA or MIGRATE_HISTORY_TABLE if it is"
                                    + " elsewhere, or baseline the database with Flyway."));
        }
        session.connection().setAutoCommit(false);
        try {
            writer.create(snapshot);
            writer.adopt(plan.adopt());
            writer.tell(plan.tell().stream().map(Plan.Step::migration).toList());
            session.connection().commit();
        } catch (SQLException e) {
            session.connection().rollback();
            if (!SqlErrors.state(e).equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            return Optional.of(denied(session, e));
        } finally {
            session.connection().setAutoCommit(true);
        }
        if (!plan.adopt().isEmpty()) {
            log.atInfo()
                    .addKeyValue("adopted", plan.adopt().size())
                    .log(
                            "adopted {} that {} had applied before",
                            count(plan.adopt().size()),
                            source.format().name());
        }
        return Optional.empty();
    }

    private Tables maintained() {
        return settings.foreign().sync() == Choices.Sync.MAINTAIN
                ? tables
                : new Tables(tables.flyway(), Optional.empty());
    }

    private Outcome denied(Session session, SQLException e) throws SQLException {
        List<String> grants = Grants.missing(session, maintained());
        return new Outcome.Failed(
                ExitCode.REFUSED,
                "the histories cannot be written: %s.".formatted(SqlErrors.primary(e)),
                grants.isEmpty() ? "" : "As the owner run: " + String.join(" ", grants));
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
                    count(newer.size()),
                    String.join(", ", newer));
        }
    }

    private Outcome lookFailed(SQLException e) {
        if (SqlErrors.state(e).equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
            return new Outcome.Failed(
                    ExitCode.REFUSED,
                    "the histories cannot be read: %s.".formatted(SqlErrors.primary(e)),
                    "As the owner run: %s".formatted(readGrants()));
        }
        if (SqlErrors.isConnectionLost(e)) {
            return new Outcome.Failed(
                    ExitCode.UNREACHABLE,
                    "the connection was lost: %s.".formatted(SqlErrors.primary(e)),
                    "");
        }
        return new Outcome.Failed(
                ExitCode.UNEXPECTED,
                "%s (SQLSTATE %s).".formatted(SqlErrors.primary(e), SqlErrors.state(e)),
                "");
    }

    private String readGrants() {
        var grants = new ArrayList<String>();
        grants.add(readGrant(tables.flyway()));
        tables.foreign().ifPresent(table -> grants.add(readGrant(table)));
        return String.join(" ", grants);
    }

    private String readGrant(Tables.Table table) {
        String role = Tables.quote(settings.role().orElse(target.user()));
        return "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT ON %s TO %s;"
                .formatted(Tables.quote(table.schema()), role, table.quoted(), role);
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
                .log("applied {} in {}", migration.name(), seconds(took));
    }

    private Outcome pendingOrDone(Plan.Agreed plan) {
        return plan.pending().isEmpty()
                ? done(plan)
                : new Outcome.Failed(
                        ExitCode.PENDING,
                        "%s pending: %s."
                                .formatted(
                                        count(plan.pending().size()),
                                        Judgement.names(plan.pending())),
                        "");
    }

    private Outcome done(Plan.Agreed plan) {
        return new Outcome.Done(
                "nothing to do, %s %s"
                        .formatted(
                                plan.newest().map(name -> "at " + name + ",").orElse("no history,"),
                                seconds(Duration.ofNanos(System.nanoTime() - start))));
    }

    private Outcome summary() {
        String at = applied.isEmpty() ? from.orElse("none") : applied.getLast();
        return new Outcome.Done(
                "%d applied, now at %s, %s"
                        .formatted(
                                applied.size(),
                                at,
                                seconds(Duration.ofNanos(System.nanoTime() - start))));
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

    private static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }
}
