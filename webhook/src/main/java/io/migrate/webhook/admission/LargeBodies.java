package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The memory of all large bodies of the process, and the one thread that answers their reviews.
/// One after the other, because what becomes of a large body in memory is many times its size; and
/// not on an event loop, so that small reviews do not wait for it.
final class LargeBodies {
    private final WorkerExecutor worker;
    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    /// @param limit bytes
    LargeBodies(Vertx vertx, long limit) {
        this.worker =
                vertx.createSharedWorkerExecutor(
                        "large-reviews", 1, RequestLimits.REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        this.limit = limit;
    }

    /// Whether there is memory for this many bytes more; then it is taken.
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

    /// Computes the response when all earlier ones are done; empty if the client has gone by then.
    Future<Optional<HttpResponse>> answer(Callable<Optional<HttpResponse>> review) {
        return worker.executeBlocking(review, true);
    }
}
