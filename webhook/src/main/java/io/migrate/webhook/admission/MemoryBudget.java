package io.migrate.webhook.admission;

import java.util.concurrent.atomic.AtomicLong;

/// Memory that requests share, possibly on several event loops.
final class MemoryBudget {
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    /// @param limit bytes
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /// Takes this many bytes.
    ///
    /// @return false if there are not as many left; then none are taken
    boolean reserve(long more) {
        if (bytes.addAndGet(more) <= limit) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void release(long less) {
        bytes.addAndGet(-less);
    }
}
