package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.ToolHistory.Entry;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The two-histories rule for a tool with a table of its own: in either history = applied.
final class ToolHistoryComparison {
    private final List<Migration> migrations;
    private final ToolHistory toolHistory;
    private final HistorySnapshot snapshot;
    private final Planner.Upkeep upkeep;
    private final List<FlywayRow> rows;
    private final Matching<Migration, FlywayRow> inFlyway;
    private final List<MigrationInfo> lines = new ArrayList<>();

    ToolHistoryComparison(
            Source source,
            ToolHistory toolHistory,
            HistorySnapshot snapshot,
            Planner.Upkeep upkeep) {
        this.migrations = source.migrations();
        this.toolHistory = toolHistory;
        this.snapshot = snapshot;
        this.upkeep = upkeep;
        this.rows = snapshot.flywayRows();
        this.inFlyway =
                Matching.of(
                        migrations,
                        rows,
                        List.of(
                                (migration, row) ->
                                        sameScript(migration, row) && sameChecksum(migration, row),
                                ToolHistoryComparison::sameScript,
                                ToolHistoryComparison::sameChecksum));
    }

    Comparison compare() {
        Optional<String> stranger =
                snapshot.tool().flatMap(table -> ToolHistoryShape.mismatch(toolHistory, table));
        if (stranger.isPresent()) {
            return new Comparison(
                    List.of(),
                    new Plan.Disagreed(
                            List.of(stranger.get()),
                            "Name the right table with MIGRATE_TOOL_HISTORY_SCHEMA and"
                                    + " MIGRATE_TOOL_HISTORY_TABLE, or set"
                                    + " MIGRATE_TOOL_HISTORY_SYNC=Ignore."));
        }
        List<Entry> entries =
                toolHistory.entries(
                        snapshot.tool().map(ToolHistoryTable::rows).orElse(List.of()), claimable());
        Matching<Migration, Entry> inToolHistory =
                Matching.of(migrations, entries, RowMatch.CRITERIA);
        List<Plan.Step> steps = steps();
        int newest = newestApplied(inToolHistory);
        var applied = new ArrayList<Plan.Step>();
        var adopt = new ArrayList<Plan.Step>();
        var tell = new ArrayList<Plan.Step>();
        var pending = new ArrayList<Plan.Step>();
        var outOfOrder = new ArrayList<Plan.Step>();
        for (int i = 0; i < steps.size(); i++) {
            Plan.Step step = steps.get(i);
            Optional<FlywayRow> row = inFlyway.of(step.migration());
            Optional<Entry> entry = inToolHistory.of(step.migration());
            lines.add(line(step, row, entry, i < newest));
            if (row.isEmpty() && entry.isEmpty()) {
                pending.add(step);
                if (i < newest) {
                    outOfOrder.add(step);
                }
                continue;
            }
            applied.add(step);
            if (row.isEmpty()) {
                adopt.add(step);
            }
            if (entry.isEmpty() && upkeep == Planner.Upkeep.MAINTAINED) {
                tell.add(step);
            }
        }
        List<String> newer = withoutFiles(inToolHistory, entries, steps);
        List<String> problems =
                lines.stream().map(MigrationInfo::problem).filter(each -> !each.isEmpty()).toList();
        return new Comparison(
                lines,
                problems.isEmpty()
                        ? new Plan.Agreed(applied, adopt, tell, pending, outOfOrder, newer)
                        : new Plan.Disagreed(problems, Disagreement.advice(problems)));
    }

    /// What Flyway's table does not know while it knows a later one came after the tool had passed
    /// it, so that a tool which only keeps a high-water mark says nothing of it.
    private List<Migration> claimable() {
        int last = -1;
        for (int i = 0; i < migrations.size(); i++) {
            last = inFlyway.has(migrations.get(i)) ? i : last;
        }
        var claimable = new ArrayList<Migration>();
        for (int i = 0; i < migrations.size(); i++) {
            if (i > last || inFlyway.has(migrations.get(i))) {
                claimable.add(migrations.get(i));
            }
        }
        return claimable;
    }

    private int newestApplied(Matching<Migration, Entry> inToolHistory) {
        int newest = -1;
        for (int i = 0; i < migrations.size(); i++) {
            boolean applied =
                    inFlyway.has(migrations.get(i)) || inToolHistory.has(migrations.get(i));
            newest = applied ? i : newest;
        }
        return newest;
    }

    private static MigrationInfo line(
            Plan.Step step,
            Optional<FlywayRow> row,
            Optional<Entry> entry,
            boolean beforeAnApplied) {
        Migration migration = step.migration();
        Optional<String> failure = entry.flatMap(ToolHistoryComparison::failure);
        if (failure.isPresent()) {
            return new MigrationInfo(
                    migration.name(),
                    Optional.of(step.version()),
                    MigrationInfo.State.FAILED,
                    Optional.of(migration),
                    row,
                    entry,
                    failure.get());
        }
        MigrationInfo.State state;
        if (row.isEmpty() && entry.isEmpty()) {
            state =
                    beforeAnApplied
                            ? MigrationInfo.State.OUT_OF_ORDER
                            : MigrationInfo.State.PENDING;
        } else if (row.filter(each -> !each.success()).isPresent()) {
            state = MigrationInfo.State.FAILED;
        } else {
            boolean changed =
                    row.filter(each -> !sameChecksum(migration, each)).isPresent()
                            || entry.filter(each -> !RowMatch.hash(migration, each)).isPresent();
            state = changed ? MigrationInfo.State.CHANGED : MigrationInfo.State.APPLIED;
        }
        return MigrationInfo.of(
                migration.name(),
                Optional.of(step.version()),
                state,
                Optional.of(migration),
                row,
                entry);
    }

    private static Optional<String> failure(Entry entry) {
        return switch (entry.state()) {
            case ToolHistory.State.Failed(String problem) -> Optional.of(problem);
            case ToolHistory.State.Applied _ -> Optional.empty();
        };
    }

    private List<Plan.Step> steps() {
        List<Version> versions =
                Versions.assign(
                        migrations.stream()
                                .map(migration ->
                                        new Versions.Claim(
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

    /// Rows without a file: above the newest file the schema is newer, below it a file is missing.
    private List<String> withoutFiles(
            Matching<Migration, Entry> inToolHistory, List<Entry> entries, List<Plan.Step> steps) {
        Optional<Version> highest = steps.stream().map(Plan.Step::version).max(Version::compareTo);
        var strays = new ArrayList<>(entries);
        strays.removeIf(inToolHistory::isUsed);
        var newer = new LinkedHashSet<String>();
        for (FlywayRow row : rows) {
            if (!inFlyway.isUsed(row)) {
                Optional<Entry> entry =
                        strays.stream().filter(each -> isSame(row, each)).findFirst();
                entry.ifPresent(strays::remove);
                stray(row.name(), row.version(), Optional.of(row), entry, highest, newer);
            }
        }
        for (Entry entry : strays) {
            stray(
                    entry.label(),
                    entry.number(),
                    Optional.empty(),
                    Optional.of(entry),
                    highest,
                    newer);
        }
        return List.copyOf(newer);
    }

    private static boolean isSame(FlywayRow row, Entry entry) {
        return entry.name().filter(row.name()::equals).isPresent()
                || (entry.number().isPresent() && entry.number().equals(row.version()));
    }

    private void stray(
            String name,
            Optional<Version> version,
            Optional<FlywayRow> row,
            Optional<Entry> entry,
            Optional<Version> highest,
            Set<String> newer) {
        Optional<String> failure = entry.flatMap(ToolHistoryComparison::failure);
        boolean above =
                highest.isEmpty()
                        || version.filter(own -> own.compareTo(highest.get()) > 0).isPresent();
        if (failure.isPresent()) {
            lines.add(
                    new MigrationInfo(
                            name,
                            version,
                            MigrationInfo.State.FAILED,
                            Optional.empty(),
                            row,
                            entry,
                            failure.get()));
        } else {
            MigrationInfo.State state =
                    above ? MigrationInfo.State.NEWER : MigrationInfo.State.MISSING;
            lines.add(MigrationInfo.of(name, version, state, Optional.empty(), row, entry));
            if (above) {
                newer.add(name);
            }
        }
    }

    private static boolean sameScript(Migration migration, FlywayRow row) {
        return row.script().equals(AbbreviatedColumns.script(migration.script()));
    }

    private static boolean sameChecksum(Migration migration, FlywayRow row) {
        return row.checksum().isEmpty() || row.checksum().get() == migration.checksum();
    }
}
