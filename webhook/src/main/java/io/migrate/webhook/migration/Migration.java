package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A Pod's migration under one policy.
///
/// @param container the one that migrates
/// @param patience how long after the Pod came to its Node it may take, by its own timeouts and
///   those of the migrations before it
/// @param over its runs that have ended and can still be seen, the older one first
public record Migration(
        String policy,
        String container,
        Duration patience,
        MigrationState state,
        List<EndedRun> over) {
    /// Copies what may change.
    public Migration {
        over = List.copyOf(over);
    }

    /// How it stands.
    public Phase phase(Instant now) {
        return state.at(now).phase();
    }
}
