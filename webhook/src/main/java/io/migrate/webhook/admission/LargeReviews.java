package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// The one thread that answers the reviews with large bodies. One after the other, because what
/// becomes of a large body in memory is many times its size; and not on an event loop, so that
/// small reviews do not wait for it.
final class LargeReviews {
    private final WorkerExecutor worker;

    LargeReviews(Vertx vertx) {
        this.worker =
                vertx.createSharedWorkerExecutor(
                        "large-reviews", 1, RequestLimits.REQUEST_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Computes the response when all earlier ones are done; empty if the client has gone by then.
    Future<Optional<HttpResponse>> answer(Callable<Optional<HttpResponse>> review) {
        return worker.executeBlocking(review, true);
    }
}
