package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A process of the webhook, and a client that trusts only its authority.
final class Webhook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// For a start that hangs; on a busy machine it takes most of a minute.
    private static final int STARTUP_SECONDS = 180;

    private static final int POLL_MILLIS = 50;

    private final HttpClient client;
    private final Process process;
    private final Path log;
    private final Path caFile;
    private final int port;
    private final int metricsPort;

    private Webhook(
            Process process, Path log, Path caFile, int port, int metricsPort, HttpClient client) {
        this.client = client;
        this.process = process;
        this.log = log;
        this.caFile = caFile;
        this.port = port;
        this.metricsPort = metricsPort;
    }

    /// Starts the webhook on a free port and waits until it is ready, as an API server does before
    /// it sends the first review.
    ///
    /// @param work folder for its log and its authority's certificate
    static Webhook start(Path work, Path policies) throws IOException, InterruptedException {
        return start(work, policies, Map.of());
    }

    /// Starts the webhook with additional environment variables.
    static Webhook start(Path work, Path policies, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path caFile = work.resolve("ca.pem");
        Path log = work.resolve("webhook.log");
        var arguments =
                List.of(
                        "serve",
                        "--port=0",
                        "--host=127.0.0.1",
                        "--metrics-port=0",
                        "--policies=" + policies,
                        "--ca-file=" + caFile);
        ProcessBuilder builder =
                new ProcessBuilder(Jars.WEBHOOK.command(arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTUP_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            List<String> lines = Files.readAllLines(log);
            // The last one, after which nothing else is to come.
            if (lines.stream().anyMatch(each -> each.contains("\"metrics\""))) {
                int port = port(lines, "listening");
                HttpClient client = client(caFile);
                if (isReady(client, port)) {
                    return new Webhook(process, log, caFile, port, port(lines, "metrics"), client);
                }
                client.close();
            }
            Thread.sleep(POLL_MILLIS);
        }
        process.destroyForcibly();
        throw new IOException("the webhook does not become ready:\n" + Files.readString(log));
    }

    private static HttpClient client(Path caFile) throws IOException {
        try {
            return HttpClient.newBuilder().sslContext(trusting(caFile)).build();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static boolean isReady(HttpClient client, int port) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:%d/readyz".formatted(port)));
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static int port(List<String> lines, String message) throws IOException {
        for (String line : lines.stream().filter(each -> each.startsWith("{")).toList()) {
            JsonNode fields = JSON.readTree(line);
            if (fields.path("message").asText().equals(message)) {
                return fields.path("port").asInt();
            }
        }
        throw new IOException("no log line \"" + message + "\" with a port");
    }

    /// The port of its metrics, without TLS.
    int metricsPort() {
        return metricsPort;
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + port + "/mutate");
    }

    /// The authority's certificate, as PEM.
    Path caFile() {
        return caFile;
    }

    /// The log lines about admissions of Pods with this name.
    List<String> admissions(String name) throws IOException, InterruptedException {
        awaitLog();
        return log().stream()
                .filter(line -> line.contains("\"admission\"") && line.contains(name))
                .toList();
    }

    /// Lines are written in order, shortly after responses: once the line of a final admission
    /// appears, all earlier lines are there.
    private void awaitLog() throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString();
        post("application/json", "{\"kind\": \"" + mark + "\"}");
        for (int i = 0; i < 600 && !log().toString().contains(mark); i++) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// The complete log so far.
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /// Sends the review of a Pod as an API server does, and returns the response.
    JsonNode review(ObjectNode pod, String namespace) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("application/json", AdmissionReviews.of(pod, namespace));
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("response");
    }

    HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri())
                        .header("content-type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /// Trusts only this authority.
    static SSLContext trusting(Path caFile) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(caFile)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /// Returns the memory of the process in KiB, without files that are mapped, as Linux counts it.
    long memory() throws IOException {
        String line =
                Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
                        .filter(each -> each.startsWith("RssAnon:"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("the process has ended"));
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    /// Kills the process.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
