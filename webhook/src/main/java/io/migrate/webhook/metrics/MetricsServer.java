package io.migrate.webhook.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.util.function.Supplier;

/// `GET /metrics` on a port of its own, without TLS: who scrapes must not be in the way of
/// admissions, and need not know our authority.
public final class MetricsServer {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> page;

    /// @param page what is answered, made anew each time
    public MetricsServer(Supplier<String> page) {
        this.page = page;
    }

    /// Listens.
    ///
    /// @param port 0 for a free one
    /// @return the port, once connections are accepted
    public Future<Integer> start(Vertx vertx, String host, int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, host)
                .map(HttpServer::actualPort);
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/metrics")) {
            request.response().putHeader("content-type", TYPE).end(page.get());
        } else {
            request.response().setStatusCode(404).end("metrics are at /metrics\n");
        }
    }
}
