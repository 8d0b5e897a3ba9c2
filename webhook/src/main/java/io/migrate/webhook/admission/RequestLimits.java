package io.migrate.webhook.admission;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import java.util.concurrent.atomic.AtomicLong;

/// The limits on the size of one request, the size of all concurrent requests, and the duration.
final class RequestLimits {
    /// An API server accepts requests of 3 MiB; a review may contain the object twice, and escaped.
    static final int MAX_BODY = 8 * 1024 * 1024;

    /// The time for a request to arrive and be answered: as long as API servers wait for a webhook.
    static final long REQUEST_MILLIS = 10_000;

    private static final long MAX_IN_FLIGHT =
            Math.max(2L * MAX_BODY, Runtime.getRuntime().maxMemory() / 8);

    private final AtomicLong inFlight = new AtomicLong();

    static BodyHandler bodyHandler() {
        return BodyHandler.create(false).setBodyLimit(MAX_BODY);
    }

    /// Keeps all bodies that are being read and answered within an eighth of the heap; otherwise a
    /// few large ones at once would exhaust the process's memory.
    void reserve(RoutingContext ctx) {
        String length = ctx.request().getHeader("content-length");
        boolean known = length != null && length.matches("\\d{1,18}");
        long bytes = known ? Math.min(Long.parseLong(length), MAX_BODY) : MAX_BODY;
        if (inFlight.addAndGet(bytes) > MAX_IN_FLIGHT) {
            inFlight.addAndGet(-bytes);
            HttpResponse.failure(429, "too many large requests at once; try again")
                    .send(ctx.response());
            return;
        }
        long timer = ctx.vertx().setTimer(REQUEST_MILLIS, _ -> ctx.request().connection().close());
        ctx.addEndHandler(_ -> {
            ctx.vertx().cancelTimer(timer);
            inFlight.addAndGet(-bytes);
        });
        ctx.next();
    }
}
