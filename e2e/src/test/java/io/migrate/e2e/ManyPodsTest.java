package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Runs `observe` as a process, with its ServiceAccount and the memory of its Deployment, and 2,000
/// Pods of one workload, some of which fail repeatedly.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ManyPodsTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern METRICS = Pattern.compile("metrics port=(\\d+)");
    private static final int PODS = 2_000;
    private static final int FAILING = 200;
    private static final int APPLIED = 50;

    private static final int DONE = 250;

    /// A quarter of the 512 MiB of the Deployment's limit, as a JVM takes by default.
    private static final String HEAP = "-Xmx128m";

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    private PodPlayer player;
    private Process process;
    private Path log;
    private int port;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        cluster.requireControllers();
        client = cluster.client();
        player = new PodPlayer(client);
        cluster.definePolicies();
        cluster.namespace("shop", Map.of());
        Installation.observer(cluster);
        Path kubeconfig =
                Files.writeString(
                        work.resolve("observer.kubeconfig"),
                        Account.kubeconfig(client, "migrate-io-system", "migrate-io-observer"));
        log = work.resolve("observer.log");
        var builder =
                new ProcessBuilder(
                        Jars.WEBHOOK.command(
                                List.of(
                                        "observe",
                                        "--kubeconfig=" + kubeconfig,
                                        "--host=127.0.0.1",
                                        "--metrics-port=0",
                                        "--log-format=text")));
        builder.environment().put("JAVA_TOOL_OPTIONS", HEAP);
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> METRICS.matcher(Files.readString(log)).find());
        var found = METRICS.matcher(Files.readString(log));
        assertThat(found.find()).isTrue();
        port = Integer.parseInt(found.group(1));
        Awaitility.await().atMost(TIMEOUT).until(() -> get("/readyz").statusCode() == 200);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        http.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// The sum of the observer's samples that start with the given text.
    private double metric(String start) throws IOException, InterruptedException {
        return sum(get("/metrics").body(), start, "");
    }

    private static double sum(String page, String start, String containing) {
        return page.lines()
                .filter(each -> each.startsWith(start) && each.contains(containing))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .sum();
    }

    private double calls(String resource) {
        return sum(
                client.raw("/metrics"),
                "apiserver_request_total{",
                "resource=\"" + resource + "\"");
    }

    private static void eachAtOnce(int from, int to, IntConsumer action) {
        try (var threads = Executors.newFixedThreadPool(6)) {
            IntStream.range(from, to).forEach(i -> threads.execute(() -> action.accept(i)));
        }
    }

    private void play(Pod pod, int restarts, int exitCode, long secondsAgo, int count) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(secondsAgo);
        ObjectNode status =
                PodPlayer.tree(
                        """
                        phase: Pending
                        initContainerStatuses:
                          - name: migrate-default
                            image: x
                            imageID: ""
                            ready: false
                            restartCount: %d
                            state: {terminated: {exitCode: %d, startedAt: "%s", finishedAt: "%s", message: '{"outcome":"X","code":%d,"script":"0007_add_orders.sql","line":3,"to":"0007_add_orders","count":%d,"millis":200,"lockWaitMillis":0,"message":"0007_add_orders.sql:3 failed."}'}}
                        """
                                .formatted(restarts, exitCode, at, at, exitCode, count));
        pod.getMetadata().setResourceVersion(null);
        pod.setStatus(
                client.getKubernetesSerialization().unmarshal(status.toString(), PodStatus.class));
        client.resource(pod).updateStatus();
    }

    private List<Event> events() {
        return client.v1().events().inNamespace("shop").list().getItems().stream()
                .filter(each -> "migrate-io-observer".equals(each.getSource().getComponent()))
                .toList();
    }

    /// Counts Events of Pods and of their workload, which may also have succeeded twice.
    private long failedAgain() {
        return events().stream()
                .filter(each -> each.getReason().equals("MigrationFailed") && each.getCount() > 1)
                .count();
    }

    @Test
    void twoThousandPodsFitAndHaveTheirEvents() throws Exception {
        var owner =
                client.resource(
                                new ConfigMapBuilder()
                                        .withNewMetadata()
                                        .withName("set")
                                        .withNamespace("shop")
                                        .endMetadata()
                                        .build())
                        .create();
        ObjectNode overlay =
                PodPlayer.tree(
                        "metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: set, controller: true, uid: %s}]}"
                                .formatted(owner.getMetadata().getUid()));
        double eventsBefore = calls("events");
        var pods = new Pod[PODS];
        long start = System.nanoTime();
        eachAtOnce(
                0,
                PODS,
                i -> {
                    pods[i] = player.create("shop", "api-" + i, overlay);
                    if (i < FAILING) {
                        play(pods[i], 0, 14, 150, 0);
                    } else if (i < FAILING + APPLIED + DONE) {
                        play(pods[i], 0, 0, 1, i < FAILING + APPLIED ? 3 : 0);
                    }
                });
        double created = seconds(start);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() ->
                        metric("migrate_observer_events_total{result=\"written\"}")
                                >= FAILING + APPLIED + 2);
        // The workload may have one more Event. Wait for each Pod's own: a failure without an Event
        // before the next failure never gets one.
        Awaitility.await()
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        events().stream()
                                        .filter(each ->
                                                each.getInvolvedObject().getKind().equals("Pod"))
                                        .count()
                                == FAILING + APPLIED);
        double published = seconds(start);
        // Restarts: the failing ones fail again, in the same way.
        eachAtOnce(0, FAILING, i -> play(pods[i], 1, 14, 5, 0));
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() ->
                        metric("migrate_runs_total{namespace=\"shop\",outcome=\"statement_failed\"")
                                        == 2 * FAILING
                                && failedAgain() == FAILING + 1);
        Thread.sleep(Duration.ofSeconds(2));

        List<Event> events = events();
        double eventCalls = calls("events") - eventsBefore;
        double heap = metric("jvm_memory_used_bytes{area=\"heap\"");
        long peak = peak();
        System.out.printf(
                "2,000 Pods, %d restarts: created in %.1f s, published after %.1f s, all after %.1f"
                    + " s; %d Events in %.0f calls of events; heap %.1f MiB, peak of the process %d"
                    + " MiB%n",
                FAILING,
                created,
                published,
                seconds(start),
                events.size(),
                eventCalls,
                heap / (1 << 20),
                peak);

        assertThat(events.stream().filter(each -> each.getInvolvedObject().getKind().equals("Pod")))
                .hasSize(FAILING + APPLIED);
        assertThat(
                        events.stream()
                                .filter(each ->
                                        each.getInvolvedObject().getKind().equals("ConfigMap")))
                .as("of the workload: failed, applied, and perhaps up to date before")
                .hasSizeBetween(2, 3);
        assertThat(metric("migrate_runs_total{namespace=\"shop\",outcome=\"up_to_date\""))
                .isEqualTo(DONE);
        assertThat(metric("migrate_pods{namespace=\"shop\"")).isEqualTo(PODS);
        assertThat(metric("migrate_pods{namespace=\"shop\",policy=\"default\",state=\"failed\"}"))
                .isEqualTo(FAILING);
        assertThat(metric("migrate_observer_watching")).isEqualTo(1);
        assertThat(metric("migrate_observer_events_total{result=\"failed\"}")).isZero();
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        var tested = new TreeSet<>(MetricsPage.names(MetricsPage.observer()));
        // There is none, so no namespace has a series.
        tested.remove("migrate_pods_not_injected");
        assertThat(MetricsPage.names(get("/metrics").body()))
                .as("names that rules and dashboard are tested with")
                .containsAll(tested);
        // A new Event is one call, one that is counted up two; this test lists them now and then.
        assertThat(eventCalls).isLessThan(FAILING + APPLIED + 3 * FAILING + 50);
        assertThat(peak).as("MiB").isLessThan(400);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /// Returns the peak in MiB, or 0 if the operating system does not report it.
    private long peak() throws IOException {
        Path status = Path.of("/proc/%d/status".formatted(process.pid()));
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(each -> each.startsWith("VmHWM:"))
                .mapToLong(each -> Long.parseLong(each.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }
}
