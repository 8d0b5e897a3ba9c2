package io.migrate.webhook.metrics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// `GET /metrics` on a port of its own, without TLS: who scrapes must not be in the way of
/// admissions, and need not know our authority. Where nothing else is served, probes too.
public final class MetricsServer {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int UNAVAILABLE = 503;

    private final Supplier<String> page;
    private final Map<String, Supplier<List<String>>> probes;

    /// @param page what is answered, made anew each time
    public MetricsServer(Supplier<String> page) {
        this(page, Map.of());
    }

    /// @param page what is answered, made anew each time
    /// @param probes by path, what speaks against it, a line each
    public MetricsServer(Supplier<String> page, Map<String, Supplier<List<String>>> probes) {
        this.page = page;
        this.probes = Map.copyOf(probes);
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
        HttpServerResponse response = request.response();
        Supplier<List<String>> probe = probes.get(request.path());
        if (request.path().equals("/metrics")) {
            response.putHeader("content-type", TYPE).end(page.get());
        } else if (probe == null) {
            response.setStatusCode(404).end("metrics are at /metrics\n");
        } else {
            List<String> lines = probe.get();
            response.setStatusCode(lines.isEmpty() ? 200 : UNAVAILABLE)
                    .end(lines.isEmpty() ? "ok\n" : String.join("\n", lines) + "\n");
        }
    }
}
