package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Version;

import java.util.Optional;

/// A row of Flyway's table.
///
/// @param version empty for repeatable migrations
/// @param type `SQL`, `BASELINE`, `SQL_BASELINE`, `DELETE`, `SCHEMA`, …
/// @param checksum empty where Flyway has none
/// @param success false: it failed outside a transaction and left something behind
public record FlywayRow(
        Optional<Version> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        boolean success) {}
