package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.ToolHistory.Entry;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Compares the folder of a tool that has its own history with both histories. A migration is
/// applied if either history has it.
final class ToolHistoryComparison {
    private final List<Migration> migrations;
    private final ToolHistory toolHistory;
    private final List<FlywayRow> rows;
    private final Optional<ToolHistoryTable> table;
    private final Planner.Upkeep upkeep;
    private final Matching<Migration, FlywayRow> inFlyway;
    private final List<MigrationInfo> infos = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> adopt = new ArrayList<>();
    private final List<Plan.Step> missingInToolHistory = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();

    ToolHistoryComparison(
            Source source,
            ToolHistory toolHistory,
            List<FlywayRow> rows,
            Optional<ToolHistoryTable> table,
            Planner.Upkeep upkeep) {
        this.migrations = source.migrations();
        this.toolHistory = toolHistory;
        this.rows = rows;
        this.table = table;
        this.upkeep = upkeep;
        this.inFlyway = Matching.of(migrations, rows, FlywayRowMatch.CRITERIA);
    }

    Comparison compare() {
        Optional<Plan.Disagreed> otherTables = otherTables();
        if (otherTables.isPresent()) {
            return new Comparison(List.of(), otherTables.get());
        }
        List<Entry> entries =
                toolHistory.entries(
                        table.map(ToolHistoryTable::rows).orElse(List.of()), candidates());
        Matching<Migration, Entry> inToolHistory =
                Matching.of(migrations, entries, ToolHistoryMatch.CRITERIA);
        List<Plan.Step> steps = steps();
        int newest = newestApplied(inToolHistory);
        for (int i = 0; i < steps.size(); i++) {
            Migration migration = steps.get(i).migration();
            resolved(steps.get(i), inFlyway.of(migration), inToolHistory.of(migration), i < newest);
        }
        List<MigrationInfo> unresolved =
                new UnresolvedEntries(
                                inFlyway.unmatched(),
                                inToolHistory.unmatched(),
                                steps.stream().map(Plan.Step::version).max(Version::compareTo))
                        .infos();
        infos.addAll(unresolved);
        return Comparison.of(
                infos,
                new Plan.Agreed(
                        applied,
                        adopt,
                        missingInToolHistory,
                        pending,
                        outOfOrder,
                        future(unresolved)));
    }

    /// What is wrong if one of the tables belongs to something else.
    private Optional<Plan.Disagreed> otherTables() {
        List<String> foreign = FlywayRowMatch.foreign(rows);
        if (!foreign.isEmpty()) {
            return Optional.of(
                    new Plan.Disagreed(
                            foreign,
                            "If Flyway wrote the history for another folder, set"
                                    + " MIGRATE_HISTORY_TABLE to another name."));
        }
        return table.flatMap(found -> ToolHistoryShape.mismatch(toolHistory, found))
                .map(mismatch ->
                        new Plan.Disagreed(
                                List.of(mismatch),
                                "Set MIGRATE_TOOL_HISTORY_SCHEMA and MIGRATE_TOOL_HISTORY_TABLE to"
                                        + " the tool's table. If that table is another"
                                        + " application's, set MIGRATE_TOOL_HISTORY_TABLE to"
                                        + " another name, or MIGRATE_TOOL_HISTORY_SYNC=Ignore."));
    }

    private static List<String> future(List<MigrationInfo> unresolved) {
        return unresolved.stream()
                .filter(info -> info.state() == MigrationInfo.State.FUTURE)
                .map(MigrationInfo::name)
                .distinct()
                .toList();
    }

    /// If Flyway's table lacks a migration but contains a later one, the migration was added after
    /// the tool had passed its number. A tool that records only the highest number does not record
    /// whether it was applied.
    private List<Migration> candidates() {
        int last = -1;
        for (int i = 0; i < migrations.size(); i++) {
            last = inFlyway.has(migrations.get(i)) ? i : last;
        }
        var candidates = new ArrayList<Migration>();
        for (int i = 0; i < migrations.size(); i++) {
            if (i > last || inFlyway.has(migrations.get(i))) {
                candidates.add(migrations.get(i));
            }
        }
        return candidates;
    }

    private int newestApplied(Matching<Migration, Entry> inToolHistory) {
        int newest = -1;
        for (int i = 0; i < migrations.size(); i++) {
            boolean isApplied =
                    inFlyway.has(migrations.get(i)) || inToolHistory.has(migrations.get(i));
            newest = isApplied ? i : newest;
        }
        return newest;
    }

    /// Adds a migration that has a file to the plan.
    private void resolved(
            Plan.Step step,
            Optional<FlywayRow> row,
            Optional<Entry> entry,
            boolean isBeforeNewest) {
        if (row.isEmpty() && entry.isEmpty()) {
            pending.add(step);
            if (isBeforeNewest) {
                outOfOrder.add(step);
            }
            infos.add(
                    info(
                            step,
                            isBeforeNewest
                                    ? MigrationInfo.State.OUT_OF_ORDER
                                    : MigrationInfo.State.PENDING,
                            row,
                            entry));
            return;
        }
        applied.add(step);
        if (row.isEmpty()) {
            adopt.add(step);
        }
        if (entry.isEmpty() && upkeep == Planner.Upkeep.MAINTAINED) {
            missingInToolHistory.add(step);
        }
        infos.add(info(step, state(step.migration(), row, entry), row, entry));
    }

    private static MigrationInfo.State state(
            Migration migration, Optional<FlywayRow> row, Optional<Entry> entry) {
        if (row.filter(each -> !each.success()).isPresent()) {
            return MigrationInfo.State.FAILED;
        }
        boolean isChanged =
                row.filter(each -> !FlywayRowMatch.checksum(migration, each)).isPresent()
                        || entry.filter(each -> !ToolHistoryMatch.hash(migration, each))
                                .isPresent();
        return isChanged ? MigrationInfo.State.CHANGED : MigrationInfo.State.APPLIED;
    }

    private static MigrationInfo info(
            Plan.Step step,
            MigrationInfo.State state,
            Optional<FlywayRow> row,
            Optional<Entry> entry) {
        return MigrationInfo.of(
                step.migration().name(),
                Optional.of(step.version()),
                state,
                Optional.of(step.migration()),
                row,
                entry);
    }

    private List<Plan.Step> steps() {
        List<Version> versions =
                Versions.assign(
                        migrations.stream()
                                .map(migration ->
                                        new Versions.Origin(
                                                inFlyway.of(migration).flatMap(FlywayRow::version),
                                                natural(migration)))
                                .toList());
        var steps = new ArrayList<Plan.Step>();
        for (int i = 0; i < migrations.size(); i++) {
            steps.add(new Plan.Step(migrations.get(i), versions.get(i)));
        }
        return steps;
    }

    private static Optional<Version> natural(Migration migration) {
        return switch (migration.identity()) {
            case Identity.Stamped(long when, String _) when when > 0 ->
                    Optional.of(Version.of(when));
            case Identity.Named(String _, Optional<Version> number, String _) -> number;
            case Identity.Stamped _, Identity.Baseline _, Identity.Repeatable _ -> Optional.empty();
            case Identity.Versioned(Version version) -> Optional.of(version);
        };
    }
}
