package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;

/// Compares files and histories. Pure: the same input gives the same plan.
public final class Planner {
    private Planner() {}

    /// The plan for a folder.
    public static Plan plan(Source source, HistorySnapshot snapshot, Upkeep upkeep) {
        return compare(source, snapshot, upkeep).plan();
    }

    /// The same with what it follows from.
    public static Comparison compare(Source source, HistorySnapshot snapshot, Upkeep upkeep) {
        return source.format()
                .toolHistory()
                .map(toolHistory -> compare(source, toolHistory, snapshot, upkeep))
                .orElseGet(() -> new FlywayComparison(source, snapshot).compare());
    }

    private static Comparison compare(
            Source source, ToolHistory toolHistory, HistorySnapshot snapshot, Upkeep upkeep) {
        return new ToolHistoryComparison(source, toolHistory, snapshot, upkeep).compare();
    }

    /// What becomes of the tool's own table.
    public enum Upkeep {
        /// Rows that are missing there are written.
        MAINTAINED,
        /// It is read, or left alone, and never written.
        UNTOUCHED
    }
}
