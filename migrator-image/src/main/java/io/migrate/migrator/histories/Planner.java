package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;

/// Compares a folder with its histories. A pure function: the same input gives the same plan.
public final class Planner {
    private Planner() {}

    /// The plan for a folder.
    public static Plan plan(Source source, HistorySnapshot snapshot, Upkeep upkeep) {
        return compare(source, snapshot, upkeep).plan();
    }

    /// The plan for a folder, with the state of each migration.
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

    /// Whether the tool's history is written.
    public enum Upkeep {
        /// Missing rows are recorded.
        MAINTAINED,
        /// It is never written.
        UNTOUCHED
    }
}
