package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// A real Prometheus server. Without the program, the running test is skipped.
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Finds one of Prometheus' programs on the PATH; skips the running test unless it is
    /// available.
    static String program(String name) {
        return Cluster.present(
                        Stream.of(System.getenv("PATH").split(":"))
                                .map(each -> Path.of(each, name))
                                .filter(Files::isExecutable)
                                .findFirst(),
                        name)
                .toString();
    }

    /// @param work folder for its data and log
    /// @param configuration the contents of `prometheus.yml`
    static Prometheus start(Path work, String configuration) throws IOException {
        Path file = Files.writeString(work.resolve("prometheus.yml"), configuration);
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process =
                new ProcessBuilder(
                                program("prometheus"),
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + work.resolve("prometheus"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("prometheus.log").toFile())
                        .start();
        return new Prometheus(process, port);
    }

    /// Waits until a query returns this value.
    void await(String query, String value) {
        Awaitility.await(query)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() ->
                        get("query?query=" + encoded(query))
                                .at("/data/result/0/value/1")
                                .asText()
                                .equals(value));
    }

    /// Returns a response of its API (https://prometheus.io/docs/prometheus/latest/querying/api/).
    JsonNode get(String path) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}
