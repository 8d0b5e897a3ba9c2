package io.migrate.migrator.histories;

import java.util.List;

/// Files and histories side by side, and what follows.
///
/// @param lines one a migration, in the tool's order; what has no file comes last
/// @param plan what is to be done
public record Comparison(List<MigrationInfo> lines, Plan plan) {
    /// Copies what may change.
    public Comparison {
        lines = List.copyOf(lines);
    }
}
