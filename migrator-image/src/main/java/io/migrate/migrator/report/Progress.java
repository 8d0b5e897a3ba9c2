package io.migrate.migrator.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run did, whether it succeeded or not. Migrations have the names that their tool uses.
///
/// @param from the newest migration that was applied before; empty if none was
/// @param adopted how many migrations the tool had applied before, and this run recorded
/// @param applied the migrations that this run applied, in order
/// @param took the duration of the run
/// @param waited the time spent waiting for another migrator
public record Progress(
        Optional<String> from, int adopted, List<String> applied, Duration took, Duration waited) {
    /// Copies what may change.
    public Progress {
        applied = List.copyOf(applied);
    }

    /// The progress of a run that adopted nothing.
    public Progress(Optional<String> from, List<String> applied, Duration took, Duration waited) {
        this(from, 0, applied, took, waited);
    }

    /// The progress of a run that did nothing.
    public static Progress none() {
        return new Progress(Optional.empty(), List.of(), Duration.ZERO, Duration.ZERO);
    }

    /// The newest migration that is applied now.
    public Optional<String> to() {
        return applied.isEmpty() ? from : Optional.of(applied.getLast());
    }
}
