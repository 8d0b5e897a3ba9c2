package io.migrate.webhook.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodReader;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.observer.ObserverSnapshot;
import io.migrate.webhook.observer.PodCounts;
import io.migrate.webhook.observer.PolicyKey;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class ObserverMetricsTest {
    private static final PolicyKey SHOP = new PolicyKey("shop", "default");
    private static final ObserverSnapshot.Events EVENTS = new ObserverSnapshot.Events(7, 2, 1);

    private static ObserverSnapshot snapshot(Map<PolicyKey, PodCounts> pods) {
        return ObserverSnapshot.EMPTY
                .withWatching(true)
                .withPods(pods)
                .withNotInjected(Map.of("shop", 4))
                .withEvents(EVENTS);
    }

    private static Observer.FinishedRun finished(int exitCode, String message) {
        Pod pod =
                new KubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: api, namespace: shop, uid: a, annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}}
                                spec: {initContainers: [{name: migrate-default, image: x}]}
                                status:
                                  initContainerStatuses:
                                    - name: migrate-default
                                      restartCount: 0
                                      state: {terminated: {exitCode: %d, startedAt: '2030-01-01T00:00:00Z', finishedAt: '2030-01-01T00:00:07Z', message: '%s'}}
                                """
                                        .formatted(exitCode, message),
                                Pod.class);
        return new Observer.FinishedRun(
                SHOP, PodReader.read(pod).migrations().getFirst().endedRuns().getFirst());
    }

    @Test
    void runsAreCountedAndMeasured() {
        try (var metrics = new ObserverMetrics()) {
            metrics.accept(
                    finished(
                            0, "{\"code\":0,\"count\":3,\"millis\":6500,\"lockWaitMillis\":4000}"));
            metrics.accept(finished(0, "{\"code\":0,\"count\":0,\"millis\":200}"));
            metrics.accept(finished(14, ""));
            metrics.accept(finished(14, ""));
            String page =
                    metrics.scrape(
                            snapshot(
                                    Map.of(
                                            SHOP,
                                            PodCounts.NONE
                                                    .withPhases(
                                                            Map.of(
                                                                    Phase.FAILED,
                                                                    2,
                                                                    Phase.BLOCKED,
                                                                    1))
                                                    .withStuck(3))));
            String of = "{namespace=\"shop\",policy=\"default\"";
            assertThat(page)
                    .contains(
                            "\nmigrate_runs_total" + runs("succeeded") + " 1.0\n",
                            "\nmigrate_runs_total" + runs("up_to_date") + " 1.0\n",
                            "\nmigrate_runs_total" + runs("statement_failed") + " 2.0\n",
                            "\nmigrate_runs_total" + runs("killed") + " 0.0\n",
                            "\nmigrate_run_duration_seconds_count" + of + "} 4\n",
                            "\nmigrate_run_duration_seconds_sum" + of + "} 20.7\n",
                            "\nmigrate_run_duration_seconds_bucket" + of + ",le=\"0.25\"} 1\n",
                            "\nmigrate_lock_wait_seconds_count" + of + "} 1\n",
                            "\nmigrate_lock_wait_seconds_bucket" + of + ",le=\"5.0\"} 1\n",
                            "\nmigrate_pods" + of + ",state=\"failed\"} 2.0\n",
                            "\nmigrate_pods" + of + ",state=\"blocked\"} 1.0\n",
                            "\nmigrate_pods" + of + ",state=\"waiting\"} 0.0\n",
                            "\nmigrate_pods_stuck" + of + "} 3.0\n",
                            "\nmigrate_pods_not_injected{namespace=\"shop\"} 4.0\n",
                            "\nmigrate_observer_watching 1.0\n",
                            "\nmigrate_observer_events_total{result=\"written\"} 7.0\n",
                            "\nmigrate_observer_events_total{result=\"failed\"} 2.0\n",
                            "\nmigrate_observer_events_total{result=\"dropped\"} 1.0\n");
        }
    }

    private static String runs(String outcome) {
        return "{namespace=\"shop\",outcome=\"%s\",policy=\"default\"}".formatted(outcome);
    }

    /// A public interface: users write dashboards and alerts with them.
    @Test
    void theOutcomesAreThese() {
        assertThat(Stream.of(Outcome.values()).map(Outcome::label))
                .containsExactlyInAnyOrder(
                        "succeeded",
                        "up_to_date",
                        "invalid_configuration",
                        "unreachable",
                        "access_denied",
                        "lock_not_available",
                        "history_mismatch",
                        "statement_failed",
                        "newer_schema",
                        "timed_out",
                        "migrations_pending",
                        "no_migrations",
                        "interrupted",
                        "terminated",
                        "unexpected",
                        "killed");
    }

    @Test
    void seriesOfDeletedPoliciesDisappear() {
        try (var metrics = new ObserverMetrics()) {
            metrics.accept(finished(14, ""));
            var pods = PodCounts.NONE;
            assertThat(metrics.scrape(snapshot(Map.of(SHOP, pods)))).contains("policy=\"default\"");
            String after =
                    metrics.scrape(
                            ObserverSnapshot.EMPTY.withPods(
                                    Map.of(new PolicyKey("stock", "default"), pods)));
            assertThat(after)
                    .doesNotContain("\"shop\"")
                    .contains("namespace=\"stock\"", "\nmigrate_observer_watching 0.0\n");
        }
    }

    /// Only namespaces and policies are values that users choose.
    @Test
    void theLabelsAreThese() {
        try (var metrics = new ObserverMetrics()) {
            metrics.accept(finished(14, ""));
            String page = metrics.scrape(snapshot(Map.of(SHOP, PodCounts.NONE)));
            var labels =
                    page.lines()
                            .filter(each -> each.startsWith("migrate_"))
                            .flatMap(each ->
                                    Stream.of(
                                            each.replaceAll("^[^{]*\\{?|\\}? [^ ]*$", "")
                                                    .split(",")))
                            .map(each -> each.replaceFirst("=.*", ""))
                            .filter(each -> !each.isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(labels)
                    .containsExactly("le", "namespace", "outcome", "policy", "result", "state");
        }
    }

    @Test
    void probesAreServedBesideThePage() throws Exception {
        Vertx vertx = Vertx.vertx();
        var missing = new ArrayList<String>(List.of("pods: not all are loaded yet"));
        try (var client = HttpClient.newHttpClient()) {
            int port =
                    new MetricsServer(() -> "a 1\n", Map.of("/readyz", () -> missing))
                            .start(vertx, "127.0.0.1", 0)
                            .await();
            HttpRequest ready =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                            .build();
            var not = client.send(ready, HttpResponse.BodyHandlers.ofString());
            assertThat(not.statusCode()).isEqualTo(503);
            assertThat(not.body()).isEqualTo("pods: not all are loaded yet\n");
            missing.clear();
            assertThat(client.send(ready, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        } finally {
            vertx.close().await();
        }
    }
}
