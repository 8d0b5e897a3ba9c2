package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Version;

import java.util.Optional;

/// A row of Flyway's table.
///
/// @param version empty for repeatable migrations
/// @param type `SQL`, `BASELINE`, `SQL_BASELINE`, `DELETE`, `SCHEMA`, …
/// @param checksum empty where Flyway has none
/// @param success false: it failed outside a transaction and left something behind
/// @param installed how it came there
public record FlywayRow(
        Optional<Version> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        boolean success,
        Installed installed) {

    /// How a row came there.
    ///
    /// @param rank its key
    /// @param by a role
    /// @param on when, as PostgreSQL writes it
    /// @param millis how long it ran
    public record Installed(int rank, String by, String on, int millis) {}

    /// What people are shown.
    String name() {
        return script.replaceFirst("(/migration)?\\.(?i:sql)$", "");
    }
}
