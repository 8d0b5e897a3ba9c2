package io.migrate.migrator.command;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.ConnectionOpener;
import io.migrate.migrator.connection.Connector;
import io.migrate.migrator.connection.PoolMode;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.flyway.ApplyResult;
import io.migrate.migrator.flyway.ExecutionPlan;
import io.migrate.migrator.flyway.FlywayRun;
import io.migrate.migrator.flyway.MigrationCallback;
import io.migrate.migrator.flyway.Pushed;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.plan.MissingGrants;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.plan.Reconciler;
import io.migrate.migrator.plan.RenamedHistories;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is done while the lock is held, and what a run has done so far.
final class LockedMigration {
    private final Source source;
    private final Settings settings;
    private final ConnectionTarget target;
    private final Cancellation cancellation;
    private final Logger log;
    private final HistoryInspector inspector;
    private final List<String> applied = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private Optional<MissingGrants> access = Optional.empty();
    private Optional<String> from = Optional.empty();

    LockedMigration(
            Source source,
            Settings settings,
            ConnectionTarget target,
            Cancellation cancellation,
            Logger log,
            HistoryInspector inspector) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.cancellation = cancellation;
        this.log = log;
        this.inspector = inspector;
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
    HistoryInspector.Inspection look(Session session) throws SQLException {
        HistoryInspector.Inspection inspection = inspector.look(session);
        if (applied.isEmpty()) {
            from = inspector.newest();
        }
        return inspection;
    }

    /// Under the lock: look again, as somebody else may have done the work meanwhile.
    ApplyResult underLock(Session session) throws SQLException {
        HistoryInspector.Inspection inspection = look(session);
        if (!leftovers(inspection).isEmpty()) {
            InterruptedMigrations.forget(leftovers(inspection), writer(session), source, log);
            inspection = look(session);
        }
        return switch (inspection.policyCheck()) {
            case PolicyCheck.Rejected(Outcome outcome) -> new ApplyResult.Failed(outcome);
            case PolicyCheck.Allowed(Plan.Agreed plan) when plan.isDone() ->
                    new ApplyResult.Succeeded();
            case PolicyCheck.Allowed(Plan.Agreed plan) ->
                    apply(session, inspection.snapshot(), plan);
        };
    }

    private ApplyResult apply(Session session, HistorySnapshot snapshot, Plan.Agreed plan)
            throws SQLException {
        Optional<Outcome> elsewhere = elsewhere(session, snapshot);
        if (elsewhere.isPresent()) {
            return new ApplyResult.Failed(elsewhere.get());
        }
        if (session.isTransactionPooled()) {
            Optional<Outcome> longer = longer(plan);
            if (longer.isPresent()) {
                return new ApplyResult.Failed(longer.get());
            }
            log.info("through a pooler that lends a session for one transaction: all is one");
        }
        if (access.isEmpty()) {
            logRecoveryPoint(session);
            access = Optional.of(MissingGrants.before(session));
        }
        HistoryWriter writer = writer(session);
        Optional<Outcome> refusal =
                new Reconciler(source, inspector.maintained(), session, writer, log)
                        .reconcile(snapshot, plan);
        if (refusal.isPresent()) {
            return new ApplyResult.Failed(refusal.get());
        }
        if (plan.pending().isEmpty()) {
            session.commitPooled();
            return new ApplyResult.Succeeded();
        }
        var callback =
                new MigrationCallback(
                        session,
                        writer,
                        settings,
                        plan.pending(),
                        cancellation,
                        log,
                        this::applied);
        var connector = new Connector(target, settings, cancellation, log);
        ConnectionOpener opener =
                session.isTransactionPooled() ? connector::plain : connector::another;
        ApplyResult result;
        try (var blockers = Blockers.of(connector::plain, session, settings.timeouts().lock())) {
            result =
                    new FlywayRun(opener, source, refused, settings, cancellation, log)
                            .apply(session, plan.pending(), callback, blockers);
        }
        if (result instanceof ApplyResult.Succeeded) {
            warnOfMissingGrants(opener, access.get());
        }
        return snapshot.isBlank(source) && applied.isEmpty() ? Pushed.advised(result) : result;
    }

    /// What a session that is lent for one transaction is too short for.
    private Optional<Outcome> longer(Plan.Agreed plan) {
        return plan.pending().stream()
                .map(Plan.Step::migration)
                .filter(each ->
                        ExecutionPlan.of(source, each, refused).transaction() == Transaction.NONE)
                .findFirst()
                .map(each -> PoolMode.tooShort(each.name() + " takes"));
    }

    private void logRecoveryPoint(Session session) throws SQLException {
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
    private void warnOfMissingGrants(ConnectionOpener opener, MissingGrants access) {
        try (var session = new Session(opener.open())) {
            for (String grants : access.lacking(session, inspector.tables())) {
                log.warn("a role has rights on its schema, and not on what is new: {}", grants);
            }
        } catch (SQLException e) {
            log.warn("whether roles lack rights cannot be told: {}", SqlErrors.primary(e));
        }
    }

    /// What earlier runs left that may simply be run again.
    List<MigrationInfo> leftovers(HistoryInspector.Inspection inspection) {
        return InterruptedMigrations.of(inspector.compare(inspection.snapshot()));
    }

    private HistoryWriter writer(Session session) {
        return new HistoryWriter(
                session.connection(), inspector.maintained(), source.format().toolHistory());
    }

    /// Only where nothing is known of the database, and nobody has said where its history is.
    private Optional<Outcome> elsewhere(Session session, HistorySnapshot snapshot)
            throws SQLException {
        if (!snapshot.isBlank(source)
                || inspector.tables().tool().isEmpty()
                || settings.toolHistory().table().isPresent()) {
            return Optional.empty();
        }
        return RenamedHistories.of(
                source, source.format().toolHistory().orElseThrow(), session, inspector.tables());
    }

    private void applied(Migration migration, Duration took) {
        applied.add(migration.name());
        log.atInfo()
                .addKeyValue("migration", migration.name())
                .addKeyValue("millis", took.toMillis())
                .log("applied {} in {}", migration.name(), HumanReadable.time(took));
    }
}
