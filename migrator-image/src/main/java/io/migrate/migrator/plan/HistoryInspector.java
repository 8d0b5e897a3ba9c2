package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import org.slf4j.Logger;
import org.slf4j.event.Level;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Looks at both histories, and judges them by the folder.
public final class HistoryInspector {
    private final Source source;
    private final Settings settings;
    private final Tables tables;
    private final Logger log;
    private Optional<String> newest = Optional.empty();
    private boolean warnedOfNewer;

    public HistoryInspector(Source source, Settings settings, Tables tables, Logger log) {
        this.source = source;
        this.settings = settings;
        this.tables = tables;
        this.log = log;
    }

    /// What one look saw, and what is to be made of it.
    public record Inspection(HistorySnapshot snapshot, PolicyCheck judgement) {}

    public Inspection look(Session session) throws SQLException {
        HistorySnapshot snapshot = session.look(tables);
        return new Inspection(snapshot, judge(snapshot));
    }

    /// The newest migration that the last look found applied.
    public Optional<String> newest() {
        return newest;
    }

    public Tables tables() {
        return tables;
    }

    /// Those that are written to.
    public Tables maintained() {
        return isMaintained() ? tables : new Tables(tables.flyway(), Optional.empty());
    }

    private boolean isMaintained() {
        return settings.toolHistory().sync() == Choices.ToolHistorySync.MAINTAIN;
    }

    public Comparison compare(HistorySnapshot snapshot) {
        return Planner.compare(
                source,
                snapshot,
                tables.tool().isPresent() && isMaintained()
                        ? Planner.Upkeep.MAINTAINED
                        : Planner.Upkeep.UNTOUCHED);
    }

    private PolicyCheck judge(HistorySnapshot snapshot) {
        Plan plan = compare(snapshot).plan();
        if (plan instanceof Plan.Agreed agreed) {
            newest = agreed.newest();
            warnOfNewer(agreed.future());
        }
        return PolicyCheck.of(plan, settings);
    }

    private void warnOfNewer(List<String> newer) {
        if (!newer.isEmpty() && !warnedOfNewer) {
            warnedOfNewer = true;
            Level level =
                    settings.policy().newerSchema() == Choices.NewerSchema.ALLOW
                            ? Level.INFO
                            : Level.WARN;
            log.atLevel(level)
                    .log(
                            "the database is ahead of the folder by {}: {}",
                            HumanReadable.count(newer.size()),
                            String.join(", ", newer));
        }
    }
}
