package io.migrate.webhook.admission;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// `GET /startz`: answers once the process is ready, or after a while, and never with a failure.
///
/// kubelet writes a Warning for each failure of a probe. A probe that is answered late is none: a
/// healthy start is quiet, and the first answer comes the moment the process is ready. Whether a
/// process that has started is ready, and whether it lives, is for the other probes to say.
public final class StartupProbe {
    /// Must be less than `timeoutSeconds` of the startup probes in the manifests.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long STEP_MILLIS = 50;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final BooleanSupplier isReady;
    private final long deadlineNanos;

    private StartupProbe(
            Vertx vertx, HttpServerResponse response, BooleanSupplier isReady, Duration patience) {
        this.vertx = vertx;
        this.response = response;
        this.isReady = isReady;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    /// Answers a probe, now or later.
    ///
    /// @param isReady called on the event loop until it returns true
    public static void answer(Vertx vertx, HttpServerResponse response, BooleanSupplier isReady) {
        answer(vertx, response, isReady, PATIENCE);
    }

    static void answer(
            Vertx vertx, HttpServerResponse response, BooleanSupplier isReady, Duration patience) {
        new StartupProbe(vertx, response, isReady, patience).attempt();
    }

    private void attempt() {
        if (response.closed()) {
            return;
        }
        if (isReady.getAsBoolean() || System.nanoTime() - deadlineNanos >= 0) {
            response.end("ok\n");
        } else {
            vertx.setTimer(STEP_MILLIS, _ -> attempt());
        }
    }
}
