package io.migrate.migrator.histories;

import java.util.Optional;

/// A row of Drizzle's table.
///
/// @param hash SHA-256 of the file, hex
/// @param createdAt the journal's `when`
public record ForeignRow(String hash, Optional<Long> createdAt) {}
