package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A Pod's migration under one policy.
///
/// @param container the migrator, an init container
/// @param timeout how long after the Node prepared the Pod the migration may take, by its own
///   timeouts and those of the migrations before it
/// @param endedRuns the runs that its status still shows, oldest first
public record Migration(
        String policy,
        String container,
        Duration timeout,
        MigrationState state,
        List<EndedRun> endedRuns) {
    /// Copies the list.
    public Migration {
        endedRuns = List.copyOf(endedRuns);
    }

    /// Returns the phase at a point in time.
    public Phase phase(Instant now) {
        return state.at(now).phase();
    }
}
