package io.migrate.migrator.plan;

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
import io.migrate.migrator.settings.Choices;

import org.slf4j.event.Level;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Reads both histories, compares them with the folder and checks the result against the policy.
public final class HistoryInspector {
    private final RunContext context;
    private final Tables tables;
    private Optional<String> newest = Optional.empty();
    private boolean warnedOfNewer;
    private final ToleranceNotices notices;

    /// An inspector for one run.
    public HistoryInspector(RunContext context) {
        this.context = context;
        this.notices = new ToleranceNotices(context.log());
        this.tables = HistoryTables.of(context.source(), context.settings());
    }

    /// Both histories at one moment, and the actions that the policy allows.
    public record Inspection(HistorySnapshot snapshot, PolicyCheck policyCheck) {}

    /// Inspects the histories. Logs once if the database is ahead of the folder.
    public Inspection inspect(Session session) throws SQLException {
        HistorySnapshot snapshot = snapshot(session);
        return new Inspection(snapshot, check(snapshot));
    }

    /// Reads the histories.
    public HistorySnapshot snapshot(Session session) throws SQLException {
        return session.readHistories(tables);
    }

    /// The newest migration that the last inspection found applied.
    public Optional<String> newest() {
        return newest;
    }

    /// The tables that are read.
    public Tables tables() {
        return tables;
    }

    /// The tables that are written.
    public Tables maintained() {
        return isMaintained() ? tables : new Tables(tables.flyway(), Optional.empty());
    }

    private boolean isMaintained() {
        return context.settings().toolHistory().sync() == Choices.ToolHistorySync.MAINTAIN;
    }

    /// A writer of the maintained tables.
    public HistoryWriter writer(Session session) {
        return new HistoryWriter(
                session.connection(), maintained(), context.source().format().toolHistory());
    }

    /// Compares the histories with the folder.
    public Comparison compare(HistorySnapshot snapshot) {
        return Planner.compare(
                context.source(),
                snapshot,
                tables.tool().isPresent() && isMaintained()
                        ? Planner.Upkeep.MAINTAINED
                        : Planner.Upkeep.UNTOUCHED,
                Tolerance.of(context.settings().policy()));
    }

    /// Whether a migration has begun and not ended. Only who holds the advisory lock knows that it
    /// failed: another migrator may be running it, outside a transaction.
    public boolean isBegun(HistorySnapshot snapshot) {
        return compare(snapshot).migrations().stream()
                .anyMatch(line -> line.state() == MigrationInfo.State.FAILED);
    }

    private PolicyCheck check(HistorySnapshot snapshot) {
        Plan plan = compare(snapshot).plan();
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
