package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Format;
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
    private final Tolerance tolerance;
    private final Format format;
    private final Matching<Migration, FlywayRow> inFlyway;
    private final List<MigrationInfo> infos = new ArrayList<>();
    private final List<Plan.Step> applied = new ArrayList<>();
    private final List<Plan.Step> adopt = new ArrayList<>();
    private final List<Plan.Step> missingInToolHistory = new ArrayList<>();
    private final List<Plan.Step> pending = new ArrayList<>();
    private final List<Plan.Step> outOfOrder = new ArrayList<>();
    private final List<Plan.Step> skipped = new ArrayList<>();

    ToolHistoryComparison(
            Source source,
            ToolHistory toolHistory,
            List<FlywayRow> rows,
            Optional<ToolHistoryTable> table,
            Planner.Upkeep upkeep,
            Tolerance tolerance) {
        this.format = source.format();
        this.tolerance = tolerance;
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
        WithoutFile withoutFile = withoutFile(steps, inToolHistory);
        int newest = newestApplied(inToolHistory);
        for (int i = 0; i < steps.size(); i++) {
            Plan.Step step = steps.get(i);
            Migration migration = step.migration();
            boolean isBeforeOther =
                    withoutFile
                            .newest()
                            .flatMap(MigrationInfo::version)
                            .filter(version -> step.version().compareTo(version) < 0)
                            .isPresent();
            resolved(
                    step,
                    inFlyway.of(migration),
                    inToolHistory.of(migration),
                    i < newest || isBeforeOther ? Order.LATE : Order.NEXT);
        }
        infos.addAll(withoutFile.lines());
        return Comparison.of(infos, plan(withoutFile), tolerance, toolHistory.adviceIfMissing());
    }

    private Plan.Agreed plan(WithoutFile withoutFile) {
        return new Plan.Agreed(
                applied,
                adopt,
                missingInToolHistory,
                pending,
                outOfOrder,
                withoutFile.future(),
                withoutFile.tolerated(
                        skipped, applied.stream().map(Plan.Step::version).max(Version::compareTo)));
    }

    private WithoutFile withoutFile(
            List<Plan.Step> steps, Matching<Migration, Entry> inToolHistory) {
        List<Version> versions = steps.stream().map(Plan.Step::version).toList();
        Optional<Entry> first = migrations.stream().findFirst().flatMap(inToolHistory::of);
        return WithoutFile.of(
                        new UnresolvedEntries(
                                        inFlyway.unmatched(),
                                        inToolHistory.unmatched(),
                                        versions.stream().max(Version::compareTo))
                                .infos(),
                        line -> WithoutFile.isReplaced(line, first, toolHistory),
                        tolerance,
                        versions.stream().min(Version::compareTo))
                .withRenamed(migrations.stream().filter(each -> !inToolHistory.has(each)).toList());
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

    /// If Flyway's table lacks a migration but contains a later one, with or without a file, the
    /// migration was added after the tool had passed its number. A tool that records only the
    /// highest number does not record whether it was applied.
    private List<Migration> candidates() {
        int last = -1;
        for (int i = 0; i < migrations.size(); i++) {
            last = inFlyway.has(migrations.get(i)) ? i : last;
        }
        Optional<Version> passed = newestMissing();
        var candidates = new ArrayList<Migration>();
        for (int i = 0; i < migrations.size(); i++) {
            Migration migration = migrations.get(i);
            boolean isPassed =
                    Versions.natural(migration)
                            .flatMap(own -> passed.filter(other -> own.compareTo(other) < 0))
                            .isPresent();
            if (inFlyway.has(migration) || (i > last && !isPassed)) {
                candidates.add(migration);
            }
        }
        return candidates;
    }

    /// The newest version in Flyway's table that has no file and is not above all files.
    private Optional<Version> newestMissing() {
        Optional<Version> highest =
                migrations.stream()
                        .flatMap(each -> Versions.natural(each).stream())
                        .max(Version::compareTo);
        return inFlyway.unmatched().stream()
                .flatMap(row -> row.version().stream())
                .filter(version -> highest.filter(top -> version.compareTo(top) < 0).isPresent())
                .max(Version::compareTo);
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
            Plan.Step step, Optional<FlywayRow> row, Optional<Entry> entry, Order order) {
        if (row.isEmpty() && entry.isEmpty()) {
            infos.add(info(step, notApplied(step, order), row, entry));
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

    /// Whether a migration belongs before one that is applied.
    private enum Order {
        LATE,
        NEXT
    }

    private MigrationInfo.State notApplied(Plan.Step step, Order order) {
        if (order == Order.LATE && tolerance.skips(step.migration(), format)) {
            skipped.add(step);
            return MigrationInfo.State.SKIPPED;
        }
        pending.add(step);
        if (order == Order.NEXT) {
            return MigrationInfo.State.PENDING;
        }
        outOfOrder.add(step);
        return MigrationInfo.outOfOrder(step.migration());
    }

    /// The checksum in Flyway's table is that of the same text with other line endings too; the
    /// tool's hash is not. It is empty if another file was applied than the one that was adopted.
    private static MigrationInfo.State state(
            Migration migration, Optional<FlywayRow> row, Optional<Entry> entry) {
        if (row.filter(each -> !each.success()).isPresent()) {
            return MigrationInfo.State.FAILED;
        }
        boolean isChanged =
                row.flatMap(FlywayRow::checksum)
                        .map(sum -> sum != migration.checksum())
                        .orElseGet(() ->
                                entry.filter(each -> !ToolHistoryMatch.hash(migration, each))
                                        .isPresent());
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
                                                Versions.natural(migration)))
                                .toList());
        var steps = new ArrayList<Plan.Step>();
        for (int i = 0; i < migrations.size(); i++) {
            steps.add(new Plan.Step(migrations.get(i), versions.get(i)));
        }
        return steps;
    }
}
