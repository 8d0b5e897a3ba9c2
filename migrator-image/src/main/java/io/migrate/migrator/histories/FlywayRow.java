package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Version;

import java.util.Optional;
import java.util.Set;

/// A row of Flyway's table.
///
/// @param version empty for repeatable migrations
/// @param type `SQL`, `BASELINE`, `SQL_BASELINE`, `DELETE`, `SCHEMA`, …
/// @param checksum empty where Flyway has none
/// @param success false: it failed outside a transaction and may have left changes behind
/// @param installed when and by whom
public record FlywayRow(
        Optional<Version> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        boolean success,
        Installed installed) {
    private static final Set<String> BASELINES = Set.of("BASELINE", "SQL_BASELINE");

    /// When a row was written, and by whom.
    ///
    /// @param rank the primary key
    /// @param by the role
    /// @param on the time, as PostgreSQL writes it
    /// @param millis execution time
    public record Installed(int rank, String by, String on, int millis) {}

    /// Returns whether it is the row of a baseline.
    boolean isBaseline() {
        return BASELINES.contains(type);
    }

    /// Returns whether it is a row of the repeatable migration with that description.
    boolean isOf(String repeatable) {
        return version.isEmpty() && description.equals(AbbreviatedColumns.description(repeatable));
    }

    /// The migration's name, for people.
    String name() {
        return script.replaceFirst("(/migration)?\\.(?i:sql)$", "");
    }
}
