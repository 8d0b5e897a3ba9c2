package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EventSpec;

import java.time.Instant;
import java.util.Map;

/// What was told already, as far as one can remember. The API server knows all of it: what is
/// forgotten costs a call.
final class PublishedEvents {
    private static final int MOST = 20_000;

    private final Map<String, Instant> at = new LruMap<>(MOST);

    /// Whether there is one of that name, told earlier.
    boolean knows(EventSpec notice) {
        return at.containsKey(notice.name());
    }

    /// Whether it need not be told.
    boolean has(EventSpec notice) {
        Instant last = at.get(notice.name());
        return (last != null && !last.plus(notice.quiet()).isBefore(notice.at()))
                || notice.needless().filter(at::containsKey).isPresent();
    }

    void add(EventSpec notice) {
        at.merge(notice.name(), notice.at(), (a, b) -> a.isAfter(b) ? a : b);
    }
}
