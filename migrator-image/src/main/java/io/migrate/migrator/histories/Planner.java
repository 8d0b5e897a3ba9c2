package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;

import java.util.List;

/// Compares a folder with its histories. A pure function: the same input gives the same plan.
public final class Planner {
    private Planner() {}

    /// The plan for a folder.
    public static Plan plan(Source source, HistorySnapshot snapshot, Upkeep upkeep) {
        return compare(source, snapshot, upkeep).plan();
    }

    /// The plan for a folder, with the state of each migration.
    public static Comparison compare(Source source, HistorySnapshot snapshot, Upkeep upkeep) {
        return compare(source, snapshot, upkeep, Tolerance.NONE);
    }

    /// The plan for a folder, with the state of each migration.
    ///
    /// @param tolerance what is accepted where they differ
    public static Comparison compare(
            Source source, HistorySnapshot snapshot, Upkeep upkeep, Tolerance tolerance) {
        // Not a switch over types: see ADR 51.
        LiveRows live = snapshot.liveRows();
        if (live instanceof LiveRows.Invalid(List<String> problems, String advice)) {
            return new Comparison(List.of(), new Plan.Disagreed(problems, advice));
        }
        List<FlywayRow> rows = ((LiveRows.Valid) live).rows();
        return source.format()
                .toolHistory()
                .map(toolHistory ->
                        new ToolHistoryComparison(
                                        source,
                                        toolHistory,
                                        rows,
                                        snapshot.tool(),
                                        upkeep,
                                        tolerance)
                                .compare())
                .orElseGet(() -> new FlywayComparison(source, rows, tolerance).compare());
    }

    /// Whether the tool's history is written.
    public enum Upkeep {
        /// Missing rows are recorded.
        MAINTAINED,
        /// It is never written.
        UNTOUCHED
    }
}
