package io.migrate.migrator.run;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.histories.Comparison;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Snapshot;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import org.slf4j.Logger;
import org.slf4j.event.Level;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Looks at both histories, and judges them by the folder.
final class Looker {
    private final Source source;
    private final Settings settings;
    private final Tables tables;
    private final Logger log;
    private Optional<String> newest = Optional.empty();
    private boolean warnedOfNewer;

    Looker(Source source, Settings settings, Tables tables, Logger log) {
        this.source = source;
        this.settings = settings;
        this.tables = tables;
        this.log = log;
    }

    /// What one look saw, and what is to be made of it.
    record Seen(Snapshot snapshot, Judgement judgement) {}

    Seen look(Session session) throws SQLException {
        Snapshot snapshot = session.look(tables);
        return new Seen(snapshot, judge(snapshot));
    }

    /// The newest migration that the last look found applied.
    Optional<String> newest() {
        return newest;
    }

    Tables tables() {
        return tables;
    }

    /// Those that are written to.
    Tables maintained() {
        return isMaintained() ? tables : new Tables(tables.flyway(), Optional.empty());
    }

    private boolean isMaintained() {
        return settings.foreign().sync() == Choices.Sync.MAINTAIN;
    }

    Comparison compare(Snapshot snapshot) {
        return Planner.compare(
                source,
                snapshot,
                tables.foreign().isPresent() && isMaintained()
                        ? Planner.Upkeep.MAINTAINED
                        : Planner.Upkeep.UNTOUCHED);
    }

    private Judgement judge(Snapshot snapshot) {
        Plan plan = compare(snapshot).plan();
        if (plan instanceof Plan.Agreed agreed) {
            newest = agreed.newest();
            warnOfNewer(agreed.newer());
        }
        return Judgement.of(plan, settings);
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
                            Words.count(newer.size()),
                            String.join(", ", newer));
        }
    }
}
