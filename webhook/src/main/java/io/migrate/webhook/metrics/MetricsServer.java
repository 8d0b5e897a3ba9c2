package io.migrate.webhook.metrics;

import io.migrate.webhook.admission.StartupProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Serves `GET /metrics` on a separate port without TLS, so that scrapes do not compete with
/// admission reviews and need no certificate authority. Serves probes too where no other server
/// does.
public final class MetricsServer {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int UNAVAILABLE = 503;
    private static final String READINESS = "/readyz";

    private final Supplier<String> page;
    private final Map<String, Supplier<List<String>>> probes;

    /// @param page the response, created on each request
    public MetricsServer(Supplier<String> page) {
        this(page, Map.of());
    }

    /// @param page the response, created on each request
    /// @param probes by path, the reasons why a probe fails, one line each; with `/readyz`, there
    ///   is also `/startz`, which answers once it succeeds
    public MetricsServer(Supplier<String> page, Map<String, Supplier<List<String>>> probes) {
        this.page = page;
        this.probes = Map.copyOf(probes);
    }

    /// Starts listening.
    ///
    /// @param port 0 for any free port
    /// @return the port, once the server accepts connections
    public Future<Integer> start(Vertx vertx, String host, int port) {
        return vertx.createHttpServer()
                .requestHandler(request -> answer(vertx, request))
                .listen(port, host)
                .map(HttpServer::actualPort);
    }

    private void answer(Vertx vertx, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        Supplier<List<String>> probe = probes.get(request.path());
        if (request.path().equals("/metrics")) {
            response.putHeader("content-type", TYPE).end(page.get());
        } else if (request.path().equals("/startz") && probes.containsKey(READINESS)) {
            StartupProbe.answer(vertx, response, () -> probes.get(READINESS).get().isEmpty());
        } else if (probe == null) {
            response.setStatusCode(404).end("metrics are at /metrics\n");
        } else {
            List<String> lines = probe.get();
            response.setStatusCode(lines.isEmpty() ? 200 : UNAVAILABLE)
                    .end(lines.isEmpty() ? "ok\n" : String.join("\n", lines) + "\n");
        }
    }
}
