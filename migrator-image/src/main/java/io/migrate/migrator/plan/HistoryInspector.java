package io.migrate.migrator.plan;

import io.migrate.migrator.connection.CurrentSchema;
import io.migrate.migrator.connection.Inquiry;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.HistoryWriter;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.histories.Tolerance;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;

import org.slf4j.event.Level;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Reads both histories, compares them with the folder and checks the result against the policy.
public final class HistoryInspector {
    private final RunContext context;
    private final ToleranceNotices notices;
    private Optional<HistoryTables> own = Optional.empty();
    private Optional<String> newest = Optional.empty();
    private boolean isInUse;
    private boolean warnedOfNewer;
    private boolean warnedOfOthers;

    /// An inspector for one run.
    public HistoryInspector(RunContext context) {
        this.context = context;
        this.notices = new ToleranceNotices(context.log());
    }

    /// Finds out which tables are those of a session. Once one of them has a row, or is about to be
    /// written, the tables of a run remain the same: a migration may create a schema that would
    /// come first in the search path of the next session.
    public void open(Session session) {
        if (!isInUse) {
            own =
                    Optional.of(
                            HistoryTables.of(
                                    context.source(),
                                    context.settings(),
                                    session.configuration().currentSchema()));
        }
    }

    /// The plan of a run that has nothing to do, if that is certain without the questions that
    /// follow histories other than those of this folder: none, or those of others.
    public Optional<Plan.Agreed> upToDate(Inquiry inquiry) {
        own =
                Optional.of(
                        HistoryTables.of(
                                context.source(), context.settings(), inquiry.currentSchema()));
        return inquiry.readHistories(tables()).flatMap(this::upToDate);
    }

    private Optional<Plan.Agreed> upToDate(HistorySnapshot snapshot) {
        if (snapshot.lastRank() == 0 || snapshot.isBlank(context.source())) {
            return Optional.empty();
        }
        Comparison comparison = compare(snapshot);
        return comparison.plan() instanceof Plan.Agreed plan
                        && plan.adopt().isEmpty()
                        && !isBegun(comparison)
                        && anotherApplication(snapshot, comparison).isEmpty()
                        && check(plan) instanceof PolicyCheck.Allowed(Plan.Agreed allowed)
                        && allowed.isDone()
                ? Optional.of(allowed)
                : Optional.empty();
    }

    /// Both histories at one moment, and the actions that the policy allows.
    public record Inspection(HistorySnapshot snapshot, PolicyCheck policyCheck) {}

    /// Inspects the histories. Logs once if the database is ahead of the folder.
    public Inspection inspect(Session session) throws SQLException {
        HistorySnapshot snapshot = snapshot(session);
        Comparison comparison = compare(snapshot);
        Optional<Outcome> other = otherHistory(session, snapshot, comparison);
        return new Inspection(
                snapshot,
                other.<PolicyCheck>map(PolicyCheck.Rejected::new)
                        .orElseGet(() -> check(comparison.plan())));
    }

    /// Reads the histories.
    public HistorySnapshot snapshot(Session session) throws SQLException {
        HistorySnapshot snapshot = session.readHistories(tables());
        if (!isInUse && snapshot.lastRank() == 0 && isMoved(session)) {
            snapshot = session.readHistories(tables());
        }
        isInUse |= !snapshot.isBlank(context.source());
        return snapshot;
    }

    /// Whether a migration of an earlier run created the current schema: the histories are where
    /// they were before.
    private boolean isMoved(Session session) throws SQLException {
        Optional<String> before =
                CreatedSchema.of(context.source(), tablesOfRun()).isEmpty()
                        ? Optional.empty()
                        : others(session).schemaBefore();
        own =
                before.map(schema ->
                                HistoryTables.of(
                                        context.source(),
                                        context.settings(),
                                        new CurrentSchema(schema, CurrentSchema.Origin.SERVER)))
                        .or(() -> own);
        return before.isPresent();
    }

    /// Looks whether the rows, or the absence of rows, are those of this folder in this schema.
    ///
    /// @return the outcome of a run that may not go on: its histories are elsewhere, or those it
    ///   found are not its own
    public Optional<Outcome> otherHistory(
            Session session, HistorySnapshot snapshot, Comparison comparison) throws SQLException {
        if (snapshot.isBlank(context.source())) {
            OtherHistories.Found found = others(session).search();
            found.warning().ifPresent(this::warnOfOthers);
            return found.refusal();
        }
        Optional<Outcome> unrelated = anotherApplication(snapshot, comparison);
        return unrelated.isEmpty()
                        && comparison.plan() instanceof Plan.Agreed plan
                        && !plan.adopt().isEmpty()
                ? new SharedToolHistory(context, tablesOfRun(), comparison, plan, others(session))
                        .refusal(snapshot)
                : unrelated;
    }

    private Optional<Outcome> anotherApplication(HistorySnapshot snapshot, Comparison comparison) {
        return AnotherApplication.of(
                context.source(), context.settings(), tables(), snapshot, comparison);
    }

    private OtherHistories others(Session session) throws SQLException {
        return OtherHistories.of(context, tablesOfRun(), session);
    }

    private void warnOfOthers(String warning) {
        if (!warnedOfOthers) {
            warnedOfOthers = true;
            context.log().warn(warning);
        }
    }

    /// Whether Flyway's table is missing in a schema that is in use. What another application has a
    /// history of does not count.
    public boolean isInUseWithoutHistory(Session session, HistorySnapshot snapshot)
            throws SQLException {
        return context.source().format().toolHistory().isEmpty()
                && snapshot.flyway().isEmpty()
                && writer(session).schemaHoldsTables()
                && !others(session).hasAnotherApplication();
    }

    /// The newest migration that the last inspection found applied.
    public Optional<String> newest() {
        return newest;
    }

    /// The tables that are read.
    public Tables tables() {
        return tablesOfRun().tables();
    }

    private HistoryTables tablesOfRun() {
        return own.orElseThrow();
    }

    /// The tables that are written.
    public Tables maintained() {
        return isMaintained() ? tables() : new Tables(tables().flyway(), Optional.empty());
    }

    private boolean isMaintained() {
        return context.settings().toolHistory().sync() == Choices.ToolHistorySync.MAINTAIN;
    }

    /// A writer of the maintained tables.
    public HistoryWriter writer(Session session) {
        isInUse = true;
        return new HistoryWriter(
                session.connection(), maintained(), context.source().format().toolHistory());
    }

    /// Compares the histories with the folder.
    public Comparison compare(HistorySnapshot snapshot) {
        return Planner.compare(
                context.source(),
                snapshot,
                tables().tool().isPresent() && isMaintained()
                        ? Planner.Upkeep.MAINTAINED
                        : Planner.Upkeep.UNTOUCHED,
                Tolerance.of(context.settings().policy()));
    }

    /// Whether a migration has begun and not ended. Only who holds the advisory lock knows that it
    /// failed: another migrator may be running it, outside a transaction.
    public boolean isBegun(HistorySnapshot snapshot) {
        return isBegun(compare(snapshot));
    }

    private static boolean isBegun(Comparison comparison) {
        return comparison.migrations().stream()
                .anyMatch(line -> line.state() == MigrationInfo.State.FAILED);
    }

    private PolicyCheck check(Plan plan) {
        if (plan instanceof Plan.Agreed agreed) {
            newest = agreed.newest();
            logNewer(agreed.future());
            notices.log(agreed.tolerated());
        }
        return PolicyCheck.of(plan, context.source().format(), context.settings());
    }

    private void logNewer(List<String> newer) {
        if (!newer.isEmpty() && !warnedOfNewer) {
            warnedOfNewer = true;
            Level level =
                    context.settings().policy().newerSchema() == Choices.NewerSchema.ALLOW
                            ? Level.INFO
                            : Level.WARN;
            context.log()
                    .atLevel(level)
                    .log(
                            "the database is ahead of the folder by {}: {}",
                            HumanReadable.count(newer.size()),
                            HumanReadable.names(newer));
        }
    }
}
