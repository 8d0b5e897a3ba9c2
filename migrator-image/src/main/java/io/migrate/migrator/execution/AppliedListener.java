package io.migrate.migrator.execution;

import io.migrate.migrator.formats.Migration;

import java.time.Duration;

/// Receives each migration after its transaction is committed.
public interface AppliedListener {
    /// A migration is applied.
    ///
    /// @param took the time that it ran
    void applied(Migration migration, Duration took);
}
