package io.migrate.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What was done, whether the run ended well or not. Names are the tool's own.
///
/// @param from newest migration that was applied before; empty: none
/// @param applied what this run applied, in its order
/// @param took the whole run
/// @param waited for another migrator
public record Progress(
        Optional<String> from, List<String> applied, Duration took, Duration waited) {
    /// Copies what may change.
    public Progress {
        applied = List.copyOf(applied);
    }

    /// Nothing was done.
    public static Progress none() {
        return new Progress(Optional.empty(), List.of(), Duration.ZERO, Duration.ZERO);
    }

    /// Newest migration that is applied now.
    public Optional<String> to() {
        return applied.isEmpty() ? from : Optional.of(applied.getLast());
    }
}
