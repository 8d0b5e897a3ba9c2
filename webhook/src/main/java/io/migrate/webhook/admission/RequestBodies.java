package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The bodies that arrive on one event loop, within limits on their memory.
///
/// What has arrived counts, not what was announced. Small bodies have a reserve of their own, so
/// that large ones never keep them out. When memory runs out, the body that has been arriving for
/// the longest time gives up its place, unless all of them have just begun: then the new one does.
final class RequestBodies {
    private final Vertx vertx;
    private final MemoryBudget small;
    private final MemoryBudget large;
    private final long patienceNanos;

    /// The oldest one first.
    private final Set<Arrival> arriving = new LinkedHashSet<>();

    /// Receives the body, or why there is none.
    interface Receiver {
        /// The body has arrived.
        ///
        /// @return completes when the body is no longer needed
        Future<Void> received(RequestBody body);

        /// The body will not be read, or was not answered in time.
        ///
        /// @param head what had arrived of it, at most a small body
        void rejected(Rejection why, RequestBody head);
    }

    /// @param small for the bodies of this event loop up to [RequestLimits#SMALL_BODY]
    /// @param large for larger ones of all event loops
    /// @param patienceMillis for how long no body has to give up its place
    RequestBodies(Vertx vertx, MemoryBudget small, MemoryBudget large, long patienceMillis) {
        this.vertx = vertx;
        this.small = small;
        this.large = large;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /// Reads the body. The receiver is called once, or never if the client goes away.
    void receive(RoutingContext ctx, Receiver receiver) {
        new Arrival(ctx, receiver).begin();
    }

    /// One body.
    private final class Arrival {
        private final RoutingContext ctx;
        private final Receiver receiver;
        private final long start = System.nanoTime();
        private RequestBody body = new RequestBody();
        private MemoryBudget budget = small;
        private boolean isDecided;
        private long timer;

        Arrival(RoutingContext ctx, Receiver receiver) {
            this.ctx = ctx;
            this.receiver = receiver;
        }

        void begin() {
            arriving.add(this);
            timer = vertx.setTimer(RequestLimits.REQUEST_MILLIS, _ -> expired());
            // After any other failure of the request, there is still a response to send.
            ctx.addEndHandler(ended -> {
                if (ended.succeeded() || ended.cause() instanceof HttpClosedException) {
                    over();
                }
            });
            ctx.request().exceptionHandler(this::broken);
            ctx.request().handler(this::chunk);
            ctx.request().endHandler(_ -> end());
        }

        private void chunk(Buffer chunk) {
            if (isDecided) {
                return; // the rest is read and forgotten, so that the client gets the response
            }
            if (body.size() + chunk.length() > RequestLimits.MAX_BODY) {
                reject(Rejection.TOO_LARGE);
            } else if (hold(body.capacityWith(chunk.length()))) {
                body.append(chunk);
            } else {
                reject(Rejection.TOO_MANY);
            }
        }

        /// Takes memory for this body.
        ///
        /// @return whether there is enough
        private boolean hold(int capacity) {
            MemoryBudget needed = capacity > RequestLimits.SMALL_BODY ? large : small;
            int held = needed == budget ? body.capacity() : 0;
            while (!needed.reserve(capacity - held)) {
                if (!endSlowest(needed)) {
                    return false;
                }
            }
            if (needed != budget) {
                budget.release(body.capacity());
                budget = needed;
            }
            return true;
        }

        private void end() {
            if (!isDecided) {
                decided();
                receiver.received(body).onComplete(_ -> release());
            }
        }

        private void reject(Rejection why) {
            decided();
            // The rest would be read on the event loop, beside the one large review.
            RequestBody head = body.head(RequestLimits.SMALL_BODY);
            release();
            receiver.rejected(why, head);
        }

        private void broken(Throwable cause) {
            if (cause instanceof HttpClosedException) {
                over();
            } else if (!isDecided) {
                reject(Rejection.MALFORMED);
            }
        }

        /// The time is up: for the body, or for the response.
        private void expired() {
            if (isDecided) {
                receiver.rejected(Rejection.TOO_SLOW, new RequestBody());
            } else {
                reject(Rejection.TOO_SLOW);
            }
        }

        private void decided() {
            isDecided = true;
            arriving.remove(this);
        }

        /// The response has been sent, or the client has gone.
        private void over() {
            vertx.cancelTimer(timer);
            if (!isDecided) {
                decided();
                release();
            }
        }

        private void release() {
            budget.release(body.capacity());
            body = new RequestBody();
        }

        /// Rejects the other body that has been arriving for the longest time in this memory.
        ///
        /// @return false if there is none that has had its time
        private boolean endSlowest(MemoryBudget memory) {
            Optional<Arrival> slowest =
                    arriving.stream()
                            .filter(each -> each != this && each.budget == memory)
                            .findFirst()
                            .filter(each -> System.nanoTime() - each.start > patienceNanos);
            slowest.ifPresent(each -> each.reject(Rejection.TOO_SLOW));
            return slowest.isPresent();
        }
    }
}
