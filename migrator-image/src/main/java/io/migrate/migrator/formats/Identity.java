package io.migrate.migrator.formats;

import java.util.Optional;

/// What identifies a migration for its tool. Persisted: it never depends on the order of files.
public sealed interface Identity {
    /// Flyway's `V`, and the number of golang-migrate, goose and dbmate.
    record Versioned(Version version) implements Identity {}

    /// Flyway's `B`: replaces every version up to its own on an empty database.
    record Baseline(Version version) implements Identity {}

    /// Flyway's `R`, run again whenever its checksum changes.
    ///
    /// @param description from the file's name, with spaces
    record Repeatable(String description) implements Identity {}

    /// Drizzle up to 0.45.
    ///
    /// @param when the journal's timestamp, in milliseconds since 1970
    /// @param hash SHA-256 of the file, hex
    record Stamped(long when, String hash) implements Identity {}

    /// Prisma, and Drizzle from 1.0.
    ///
    /// @param name of its folder
    /// @param number that the name begins with, as a version; empty if there is none
    /// @param hash SHA-256 of the file, hex
    record Named(String name, Optional<Version> number, String hash) implements Identity {}
}
