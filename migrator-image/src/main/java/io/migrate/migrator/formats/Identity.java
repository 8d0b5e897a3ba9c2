package io.migrate.migrator.formats;

import java.util.Optional;

/// By what a tool knows a migration again. Persisted: it is never derived from the order.
public sealed interface Identity {
    /// Flyway's `V`, and the number of golang-migrate, goose and dbmate.
    record Versioned(Version version) implements Identity {}

    /// Flyway's `B`: stands for every version up to its own on an empty database.
    record Baseline(Version version) implements Identity {}

    /// Flyway's `R`, run again whenever its checksum changes.
    ///
    /// @param description what the file's name says, with spaces
    record Repeatable(String description) implements Identity {}

    /// Drizzle up to 0.45.
    ///
    /// @param when the journal's stamp, in milliseconds since 1970
    /// @param hash SHA-256 of the file, hex
    record Stamped(long when, String hash) implements Identity {}

    /// Prisma, and Drizzle from 1.0.
    ///
    /// @param name of its folder
    /// @param number what the name begins with, as a version; empty if it begins with none
    /// @param hash SHA-256 of the file, hex
    record Named(String name, Optional<Version> number, String hash) implements Identity {}
}
