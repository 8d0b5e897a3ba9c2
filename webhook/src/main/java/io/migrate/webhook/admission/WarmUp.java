package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// Sends reviews to the server itself through its real socket, so that the first real review does
/// not pay for class loading and compilation.
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int CONNECTIONS = 4;
    private static final int REVIEWS = 40;
    private static final long RETRY_MILLIS = 1000;

    private static final List<String> PODS =
            List.of(
                    """
                    {"metadata": {"generateName": "warm-", "annotations": {"migrate.io/enabled": "true",
                     "migrate.io/source": "container/api:/migrations", "migrate.io/timeout": "9m"}},
                     "spec": {"containers": [{"name": "api", "image": "registry.example.com/api:1",
                     "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}}},
                     {"name": "proxy", "image": "registry.example.com/proxy:1"}]}}
                    """,
                    """
                    {"metadata": {"generateName": "warm-", "annotations": {"migrate.io/enabled": "maybe",
                     "migrate.io/tiemout": "9m"}},
                     "spec": {"containers": [{"name": "api", "image": "registry.example.com/api:1"}]}}
                    """);

    /// A random path, so that no review of a real Pod gets here.
    private final String path = "/" + UUID.randomUUID();

    String path() {
        return path;
    }

    /// Sends the reviews, and repeats that until all of them are answered.
    Future<Void> run(Vertx vertx, String host, int port) {
        // The peer is this process, over loopback; the certificate is for other names, or missing.
        HttpClientAgent client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl(true)
                                .setSslEngineOptions(Tls.here().options())
                                .setTrustAll(true)
                                .setVerifyHost(false)
                                .setDefaultHost(host)
                                .setDefaultPort(port),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        return attempt(vertx, client).onComplete(_ -> client.close());
    }

    private Future<Void> attempt(Vertx vertx, HttpClientAgent client) {
        long start = System.nanoTime();
        List<Future<Void>> lanes =
                IntStream.range(0, CONNECTIONS)
                        .mapToObj(_ -> send(client, REVIEWS / CONNECTIONS))
                        .toList();
        return Future.all(lanes)
                .<Void>mapEmpty()
                .onSuccess(_ ->
                        LOG.atInfo()
                                .addKeyValue("reviews", REVIEWS)
                                .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
                                .log("warmed up"))
                .recover(e -> {
                    LOG.atError().addKeyValue("reason", e.toString()).log("warm-up failed");
                    return vertx.timer(RETRY_MILLIS).compose(_ -> attempt(vertx, client));
                });
    }

    private Future<Void> send(HttpClientAgent client, int left) {
        if (left == 0) {
            return Future.succeededFuture();
        }
        return client.request(HttpMethod.POST, path)
                .compose(request ->
                        request.putHeader("content-type", "application/json")
                                .send(Buffer.buffer(review(left))))
                .compose(response ->
                        response.statusCode() == 200
                                ? response.end()
                                : Future.failedFuture("answered " + response.statusCode()))
                .compose(_ -> send(client, left - 1));
    }

    private static String review(int number) {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "warm-%d",
         "kind": {"group": "", "version": "v1", "kind": "Pod"}, "namespace": "warm", "operation": "CREATE",
         "object": %s}}
        """
                .formatted(number, PODS.get(number % PODS.size()));
    }
}
