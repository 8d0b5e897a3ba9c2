package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;

/// Compares files and histories. Pure: the same input gives the same plan.
public final class Planner {
    private Planner() {}

    /// The plan for a folder.
    public static Plan plan(Source source, Snapshot snapshot, Upkeep upkeep) {
        return source.format().table().isPresent()
                ? new ForeignComparison(source, snapshot, upkeep).plan()
                : new FlywayComparison(source, snapshot).plan();
    }

    /// What becomes of the tool's own table.
    public enum Upkeep {
        /// Rows that are missing there are written.
        MAINTAINED,
        /// It is read, or left alone, and never written.
        UNTOUCHED
    }
}
