package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Processes of the webhook behind a Service, replaced one after the other as in a rolling update,
/// under load from a real API server and from clients with persistent connections.
class DrainTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PROBE_PERIOD = Duration.ofMillis(500);
    private static final int DRAIN_SECONDS = 2;

    private static final String REVIEW =
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
             "request": {"uid": "705ab4f5", "kind": {"group": "", "version": "v1", "kind": "Pod"},
             "namespace": "shop", "operation": "CREATE", "object": {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"generateName": "api-", "annotations": {"migrate.io/enabled": "true",
             "migrate.io/source": "container/api:/sql"}},
             "spec": {"containers": [{"name": "api", "image": "registry.example.com/api:1"}]}}}}
            """;

    private final List<Process> processes = new ArrayList<>();
    private Path work;
    @AutoClose private Cluster cluster;
    private ServiceProxy proxy;
    private Installation installation;
    private KubernetesClient admin;
    private Path kubeconfig;

    @BeforeEach
    void start(@TempDir Path work) throws IOException {
        this.work = work;
        cluster = Cluster.start(work);
        admin = cluster.client();
        proxy = new ServiceProxy(PROBE_PERIOD);
        installation = Installation.into(cluster, "https://127.0.0.1:" + proxy.port() + "/mutate");
        kubeconfig =
                Files.writeString(work.resolve("webhook.kubeconfig"), installation.kubeconfig());
    }

    @AfterEach
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        if (proxy != null) {
            proxy.close();
        }
    }

    /// A replica of the Service and its log.
    private record Replica(Process process, Path log, int port) {
        List<String> lines() throws IOException {
            return Files.readAllLines(log);
        }
    }

    private Replica replica() throws IOException {
        Path log = work.resolve("webhook-" + processes.size() + ".log");
        Process process =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "serve",
                                                "--kubeconfig=" + kubeconfig,
                                                "--port=0",
                                                "--host=127.0.0.1",
                                                "--dns-name=127.0.0.1",
                                                "--log-format=text",
                                                "--drain-seconds=" + DRAIN_SECONDS)))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        processes.add(process);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || Files.readString(log).contains(" listening "));
        var port = Pattern.compile("listening port=(\\d+)");
        var found = port.matcher(Files.readString(log));
        assertThat(found.find()).as(Files.readString(log)).isTrue();
        Replica replica = new Replica(process, log, Integer.parseInt(found.group(1)));
        proxy.add(replica.port());
        return replica;
    }

    @Test
    void aRollingUpdateUnderLoadLosesNoAdmission() throws Exception {
        Replica first = replica();
        Replica second = replica();
        Awaitility.await().atMost(PATIENCE).until(() -> proxy.ready().size() == 2);
        Awaitility.await().atMost(PATIENCE).until(() -> installation.admit(admin).isEmpty());

        var done = new AtomicBoolean();
        var throughServer = new AtomicInteger();
        var direct = new AtomicInteger();
        var failures = new CopyOnWriteArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                var _ =
                        threads.submit(() -> {
                            while (!done.get()) {
                                installation
                                        .admit(admin)
                                        .ifPresent(why ->
                                                failures.add(Instant.now() + " server: " + why));
                                throughServer.incrementAndGet();
                                Thread.sleep(20);
                            }
                            return null;
                        });
                var _ = threads.submit(() -> sendRequests(done, direct, failures));
            }
            try {
                Thread.sleep(1000);
                replace(first);
                replace(second);
                Thread.sleep(1000);
            } finally {
                done.set(true);
            }
        }
        System.out.printf(
                "%d admissions through the API server and %d over kept connections while both"
                        + " replicas were replaced; %d connections, %d failures%n",
                throughServer.get(), direct.get(), proxy.connections(), failures.size());
        assertThat(failures).isEmpty();
        assertThat(throughServer.get()).isGreaterThan(100);
        assertThat(direct.get()).isGreaterThan(500);
        assertThat(proxy.connections())
                .as("connections are reused; otherwise the test shows nothing")
                .isLessThan((throughServer.get() + direct.get()) / 2);
    }

    /// Replaces a replica as a rolling update does: starts the new one, then sends SIGTERM to the
    /// old one.
    private void replace(Replica old) throws IOException, InterruptedException {
        Replica next = replica();
        Awaitility.await().atMost(PATIENCE).until(() -> proxy.ready().contains(next.port()));
        Instant told = Instant.now();
        old.process().destroy();
        assertThat(old.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.between(told, Instant.now()))
                .as("it drains without waiting for idle connections")
                .isBetween(
                        Duration.ofSeconds(DRAIN_SECONDS), Duration.ofSeconds(DRAIN_SECONDS + 60));
        assertThat(old.process().exitValue()).isEqualTo(143);
        assertThat(old.lines()).anyMatch(line -> line.contains(" ended"));
        proxy.remove(old.port());
    }

    /// A client that reuses its connection and never retries, as Go's client does for a POST.
    private void sendRequests(AtomicBoolean done, AtomicInteger count, List<String> failures) {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(Tls.trusting(installation.trusted()))
                        .build()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create("https://127.0.0.1:" + proxy.port() + "/mutate"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
                            .build();
            while (!done.get()) {
                try {
                    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() != 200 || !answer.body().contains("JSONPatch")) {
                        failures.add(Instant.now() + " direct: " + answer.body());
                    }
                } catch (IOException e) {
                    failures.add(Instant.now() + " direct: " + e);
                }
                count.incrementAndGet();
                Thread.sleep(20);
            }
        } catch (GeneralSecurityException | IOException e) {
            failures.add(e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
