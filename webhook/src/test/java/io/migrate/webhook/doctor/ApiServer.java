package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.migrate.webhook.injection.Case;
import io.migrate.webhook.policy.Layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An API server with a few objects, and a log of the requests. What it does not have it answers
/// with 404.
final class ApiServer implements AutoCloseable {
    static final Diagnosis.Settings SETTINGS =
            new Diagnosis.Settings(
                    "migrate-io-system",
                    Optional.empty(),
                    Layer.builtIn("ghcr.io/migrate-io/migrator:test"));

    private record Answer(int code, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;
    private Optional<Answer> otherwise = Optional.empty();

    private ApiServer(HttpServer server) {
        this.server = server;
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder(Config.empty())
                                        .withMasterUrl(url)
                                        .withRequestRetryBackoffLimit(0)
                                        .build())
                        .build();
    }

    static ApiServer start() {
        var server = listening();
        var api = new ApiServer(server);
        server.createContext("/", api::answer);
        server.start();
        return api;
    }

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Answer answer =
                Optional.ofNullable(answers.get(path))
                        .or(() -> otherwise)
                        .orElseGet(() -> status(404, path + " not found"));
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.code(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// Has an object under this path.
    ApiServer put(String path, String yaml) {
        return put(path, tree(yaml));
    }

    ApiServer put(String path, JsonNode object) {
        answers.put(path, new Answer(200, object.toString()));
        return this;
    }

    /// Has a list of objects under this path.
    ApiServer putList(String path, String... items) {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        list.put("apiVersion", "v1").put("kind", "List").putObject("metadata");
        var array = list.putArray("items");
        List.of(items).forEach(each -> array.add(tree(each)));
        return put(path, list);
    }

    /// Fails requests for this path.
    ApiServer fail(String path, int code, String message) {
        answers.put(path, status(code, message));
        return this;
    }

    /// Fails requests for all paths without an object.
    ApiServer failAllOthers(int code, String message) {
        otherwise = Optional.of(status(code, message));
        return this;
    }

    private static Answer status(int code, String message) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("apiVersion", "v1").put("kind", "Status").put("status", "Failure");
        status.put("code", code).put("message", message);
        return new Answer(code, status.toString());
    }

    /// What was asked for so far, as method and URL.
    List<String> requests() {
        return List.copyOf(requests);
    }

    KubernetesClient client() {
        return client;
    }

    /// A cluster that nothing was asked of yet.
    Cluster cluster() {
        return cluster(Instant.parse("2026-01-02T00:00:00Z"));
    }

    Cluster cluster(Instant now) {
        return new Cluster(client, SETTINGS, now);
    }

    private static JsonNode tree(String yaml) {
        try {
            return Case.YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
