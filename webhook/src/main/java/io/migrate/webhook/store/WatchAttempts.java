package io.migrate.webhook.store;

import org.slf4j.event.Level;

import java.util.concurrent.atomic.AtomicInteger;

/// How serious it is that objects cannot be watched. While a cluster or a busy machine starts, the
/// first attempts fail now and then: a request times out, or the kind is not yet defined.
public final class WatchAttempts {
    private static final int USUAL = 3;

    private final AtomicInteger failed = new AtomicInteger();

    /// Returns the level of the log line about one more failed attempt.
    public Level failed() {
        return failed.incrementAndGet() <= USUAL ? Level.INFO : Level.WARN;
    }

    /// Notes that an attempt succeeded: from now on, a failure is none of a start.
    public void succeeded() {
        failed.set(USUAL);
    }
}
