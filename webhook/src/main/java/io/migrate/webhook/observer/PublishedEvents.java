package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EventSpec;

import java.time.Instant;
import java.util.Map;

/// A cache of the Events that were written. The API server knows all of them: an entry that was
/// evicted costs one call.
final class PublishedEvents {
    private static final int CAPACITY = 20_000;

    private final Map<String, Instant> latest = new LruMap<>(CAPACITY);

    /// Returns whether an Event of that name was written, now or earlier.
    boolean contains(EventSpec spec) {
        return latest.containsKey(spec.name());
    }

    /// Returns whether the Event is up to date, or another one supersedes it.
    boolean isCurrent(EventSpec spec) {
        Instant last = latest.get(spec.name());
        return (last != null && !last.plus(spec.interval()).isBefore(spec.at()))
                || spec.supersededBy().filter(latest::containsKey).isPresent();
    }

    void add(EventSpec spec) {
        latest.merge(spec.name(), spec.at(), (a, b) -> a.isAfter(b) ? a : b);
    }
}
