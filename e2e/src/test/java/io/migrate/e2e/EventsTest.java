package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.observer.PodCounts;
import io.migrate.webhook.observer.PolicyKey;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.store.Store;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// The Events that `kubectl describe` shows, on a real API server, with Pods whose status the test
/// writes as kubelet does. Two observers watch all the time, one of them through a proxy that
/// fails.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventsTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /// Long enough for an observer to write the Events that are due.
    private static final Duration QUIET = Duration.ofMillis(2_500);

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    @AutoClose private Account account;
    private PodPlayer player;
    private CuttableProxy wire;
    private Watching first;
    private Watching second;

    /// An observer with its dependencies.
    private record Watching(
            KubernetesClient client,
            Store store,
            Observer observer,
            List<Observer.FinishedRun> finished)
            implements AutoCloseable {
        static Watching start(KubernetesClient client) {
            var finished = new CopyOnWriteArrayList<Observer.FinishedRun>();
            Store store = Store.start(client, Layer.builtIn("migrator:1"));
            var settings =
                    new Observer.Settings(
                            "migrate-io-system",
                            Observer.Events.WRITTEN,
                            Duration.ofSeconds(2),
                            Clock.systemUTC());
            return new Watching(
                    client,
                    store,
                    Observer.start(client, store, settings, finished::add),
                    finished);
        }

        Map<String, Long> outcomes(String namespace) {
            return finished.stream()
                    .filter(each -> each.policy().namespace().equals(namespace))
                    .collect(
                            Collectors.groupingBy(
                                    each -> each.run().outcome().label(),
                                    TreeMap::new,
                                    Collectors.counting()));
        }

        @Override
        public void close() {
            observer.close();
            store.close();
            client.close();
        }
    }

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        cluster.requireControllers();
        client = cluster.client();
        player = new PodPlayer(client);
        cluster.definePolicies();
        List.of("shop", "stock", "orders", "away", "nightly", "refused")
                .forEach(each -> cluster.namespace(each, Map.of()));
        account = Account.observer(cluster);
        wire = CuttableProxy.before(URI.create(client.getConfiguration().getMasterUrl()).toURL());
        first = Watching.start(like(client.getConfiguration().getMasterUrl()));
        second = Watching.start(like("https://127.0.0.1:" + wire.port()));
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() ->
                        first.observer.missing().isEmpty() && second.observer.missing().isEmpty());
    }

    /// A client with the rights and the configuration of `observe`: calls time out early.
    private KubernetesClient like(String url) {
        Config config =
                new ConfigBuilder(account.client().getConfiguration())
                        .withMasterUrl(url)
                        .withRequestTimeout(10_000)
                        .withConnectionTimeout(10_000)
                        .withRequestRetryBackoffLimit(1)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    void stop() throws IOException {
        if (first != null) {
            first.close();
            second.close();
            wire.close();
        }
    }

    private static String text(Event event) {
        return "%s %s x%d: %s"
                .formatted(
                        event.getType(), event.getReason(), event.getCount(), event.getMessage());
    }

    private List<Event> published(String namespace) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(each -> "migrate-io-observer".equals(each.getSource().getComponent()))
                .toList();
    }

    /// Returns the Events by kind and name of the object they involve, sorted.
    private Map<String, List<String>> events(String namespace) {
        var events = new TreeMap<String, List<String>>();
        for (Event each : published(namespace)) {
            ObjectReference about = each.getInvolvedObject();
            events.computeIfAbsent(about.getKind() + " " + about.getName(), _ -> new ArrayList<>())
                    .add(text(each));
        }
        events.values().forEach(each -> each.sort(null));
        return events;
    }

    private void settle() throws InterruptedException {
        Thread.sleep(QUIET);
    }

    @Test
    @Order(1)
    void everyCaseHasItsEvents() throws IOException, InterruptedException {
        var expected = new TreeMap<String, List<String>>();
        for (JsonNode each : PodPlayer.cases()) {
            if (!each.path("pure").asBoolean()) {
                String name = each.path("name").asText();
                Pod pod =
                        player.create(
                                "shop",
                                name,
                                each.path("pod").isObject()
                                        ? each.path("pod")
                                        : PodPlayer.tree("{}"));
                player.play(pod, each);
                List<String> its = each.path("events").valueStream().map(JsonNode::asText).toList();
                if (!its.isEmpty()) {
                    expected.put("Pod " + name, its);
                }
            }
        }
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(events("shop")).isEqualTo(expected));
        settle();
        assertThat(events("shop")).as("and nothing else").isEqualTo(expected);
        Event one =
                published("shop").stream()
                        .filter(each -> each.getInvolvedObject().getName().equals("exit-14"))
                        .findFirst()
                        .orElseThrow();
        assertThat(one.getInvolvedObject().getFieldPath())
                .isEqualTo("spec.initContainers{migrate-default}");
    }

    /// Both observers counted each run once, whichever wrote its Event.
    @Test
    @Order(2)
    void everyRunIsCountedOnce() throws IOException {
        var expected = new TreeMap<String, Long>();
        for (Outcome each : Outcome.values()) {
            expected.put(each.label(), 1L);
        }
        // exit-10, crash-loop, failed-then-well
        expected.put("unreachable", 3L);
        expected.put("lock_not_available", 3L);
        // killed, and those whose log is quoted in part or not at all: log-*
        expected.put("killed", 6L);
        expected.put("unexpected", 2L);
        expected.put("succeeded", 10L);
        // exit-14, long-ago, cut-*, forged-success, forged-fields
        expected.put("statement_failed", 7L);
        assertThat(first.outcomes("shop")).isEqualTo(expected);
        assertThat(second.outcomes("shop")).isEqualTo(expected);
    }

    private List<Pod> replicas(String namespace, String image, int count) {
        Awaitility.await().atMost(TIMEOUT).until(() -> podsOf(namespace, image).size() == count);
        return podsOf(namespace, image);
    }

    private List<Pod> podsOf(String namespace, String image) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(each -> each.getSpec().getContainers().getFirst().getImage().equals(image))
                .toList();
    }

    private Deployment deployment(String image) {
        var deployment =
                PodPlayer.tree(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: api, namespace: stock}
                        spec: {replicas: 3, selector: {matchLabels: {app: api}}}
                        """);
        var template = PodPlayer.tree(PodPlayer.TEMPLATE);
        ((ObjectNode) template.at("/spec/containers/0")).put("image", image);
        ((ObjectNode) deployment.path("spec")).set("template", template);
        return client.getKubernetesSerialization()
                .unmarshal(deployment.toString(), Deployment.class);
    }

    /// A Deployment with ReplicaSets and Pods that the controllers create.
    @Test
    @Order(3)
    void aRolloutIsOneEventOfItsDeployment() throws IOException, InterruptedException {
        client.resource(deployment("api:1")).create();
        List<Pod> pods = replicas("stock", "api:1", 3);
        player.play(pods.get(0), PodPlayer.named("applied"));
        player.play(pods.get(1), PodPlayer.named("nothing-to-do"));
        player.play(pods.get(2), PodPlayer.named("nothing-to-do"));
        String name = pods.getFirst().getMetadata().getName();
        String applied = "applied 3 migrations in 1.2 s, now at 0007_add_orders";
        var expected = new TreeMap<String, List<String>>();
        expected.put(
                "Deployment api",
                List.of(
                        "Normal MigrationSucceeded x1: policy default, Pod %s: %s"
                                .formatted(name, applied)));
        expected.put(
                "Pod " + name, List.of("Normal MigrationSucceeded x1: policy default: " + applied));
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(events("stock")).isEqualTo(expected));
        settle();
        assertThat(events("stock")).isEqualTo(expected);
    }

    @Test
    @Order(4)
    void aRolloutWithoutPendingMigrationsIsOneEvent() throws IOException, InterruptedException {
        client.resource(deployment("api:2")).forceConflicts().serverSideApply();
        List<Pod> pods = replicas("stock", "api:2", 1);
        player.play(pods.getFirst(), PodPlayer.named("nothing-to-do"));
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(events("stock").get("Deployment api")).hasSize(2));
        settle();
        assertThat(events("stock").get("Deployment api"))
                .contains(
                        "Normal MigrationSucceeded x1: policy default, Pod %s: up to date at 0007_add_orders, checked in 213 ms"
                                .formatted(pods.getFirst().getMetadata().getName()));
        assertThat(events("stock")).hasSize(2);
    }

    /// The output that a user on call sees.
    @Test
    @Order(5)
    void kubectlDescribeShowsWhyADeploymentDoesNotStart() throws IOException, InterruptedException {
        client.apps().deployments().inNamespace("stock").withName("api").delete();
        Awaitility.await().atMost(TIMEOUT).until(() -> podsOf("stock", "api:2").isEmpty());
        client.resource(deployment("api:3")).create();
        List<Pod> pods = replicas("stock", "api:3", 3);
        for (Pod each : pods) {
            player.play(each, PodPlayer.named("exit-14"));
        }
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(published("stock"))
                                .filteredOn(each -> each.getReason().equals("MigrationFailed"))
                                .hasSize(4));
        settle();
        Kubectl kubectl = cluster.kubectl();
        String deployment = kubectl.in("stock", "describe", "deployment", "api").output();
        String pod =
                kubectl.in("stock", "describe", "pod", pods.getFirst().getMetadata().getName())
                        .output();
        System.out.println(deployment + pod + kubectl.in("stock", "get", "events").output());
        assertThat(deployment)
                .containsPattern(
                        "Warning +MigrationFailed +[0-9]+s( \\(x[1-3] over [0-9]+s\\))?"
                                + " +migrate-io-observer +policy default, Pod api-[-a-z0-9]+: a"
                                + " statement failed \\(exit 14, StatementFailed\\):"
                                + " 0007_add_orders.sql:12 failed: relation \"customers\" does not"
                                + " exist \\(SQLSTATE 42P01\\).");
        assertThat(deployment.lines().filter(each -> each.contains("MigrationFailed"))).hasSize(1);
        assertThat(pod)
                .containsPattern(
                        "Warning +MigrationFailed +[0-9]+s +migrate-io-observer +policy default: a"
                                + " statement failed \\(exit 14, StatementFailed\\)");
    }

    /// Users know the CronJob, not the Job that it creates.
    @Test
    @Order(6)
    void eventsOfAJobAreOnItsCronJob() throws IOException, InterruptedException {
        Kubectl kubectl = cluster.kubectl();
        ObjectNode cronJob =
                PodPlayer.tree(
                        """
                        apiVersion: batch/v1
                        kind: CronJob
                        metadata: {name: report}
                        spec: {schedule: "0 3 * * *", jobTemplate: {spec: {}}}
                        """);
        ObjectNode template = PodPlayer.tree(PodPlayer.TEMPLATE);
        ((ObjectNode) template.path("spec")).put("restartPolicy", "Never");
        ((ObjectNode) cronJob.at("/spec/jobTemplate/spec")).set("template", template);
        kubectl.apply("nightly", cronJob.toString());
        kubectl.in("nightly", "create", "job", "--from=cronjob/report", "now");
        Pod pod = replicas("nightly", "registry.example.com/api:1", 1).getFirst();
        player.play(pod, PodPlayer.named("secret-missing"));
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(events("nightly").keySet())
                                .containsExactly(
                                        "CronJob report", "Pod " + pod.getMetadata().getName()));
    }

    /// Runs are counted even if the API server accepts no Events.
    @Test
    @Order(6)
    void withoutPermissionToWriteEventsEverythingElseContinues() throws IOException {
        client.load(
                        new ByteArrayInputStream(
                                """
                                apiVersion: v1
                                kind: ServiceAccount
                                metadata: {name: reader, namespace: refused}
                                ---
                                apiVersion: rbac.authorization.k8s.io/v1
                                kind: ClusterRole
                                metadata: {name: reader}
                                rules: [{apiGroups: ["", migrate.io], resources: ["*"], verbs: [list, watch]}]
                                ---
                                apiVersion: rbac.authorization.k8s.io/v1
                                kind: ClusterRoleBinding
                                metadata: {name: reader}
                                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                                subjects: [{kind: ServiceAccount, name: reader, namespace: refused}]
                                """
                                        .getBytes(UTF_8)))
                .create();
        try (var third = Watching.start(Account.of(client, "refused", "reader").client())) {
            Awaitility.await().atMost(TIMEOUT).until(() -> third.observer.missing().isEmpty());
            Pod pod = player.create("refused", "api", PodPlayer.tree("{}"));
            player.play(pod, PodPlayer.named("just-running"));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() ->
                            third.observer
                                    .snapshot()
                                    .byPolicy()
                                    .containsKey(new PolicyKey("refused", "default")));
            player.play(pod, PodPlayer.named("exit-14"));
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .untilAsserted(() -> {
                        assertThat(third.outcomes("refused"))
                                .isEqualTo(Map.of("statement_failed", 1L));
                        assertThat(third.observer.snapshot().events().failed()).isPositive();
                    });
            assertThat(third.observer.snapshot().events().written()).isZero();
            assertThat(third.observer.hanging()).isEmpty();
        }
    }

    /// Runs that ended before are not published or counted a second time.
    @Test
    @Order(6)
    void aNewObserverPublishesNothingTwice() throws InterruptedException {
        Map<String, String> before = versions("stock");
        before.putAll(versions("shop"));
        try (var third = Watching.start(like(client.getConfiguration().getMasterUrl()))) {
            Awaitility.await().atMost(TIMEOUT).until(() -> third.observer.missing().isEmpty());
            Awaitility.await()
                    .during(Duration.ofSeconds(3))
                    .atMost(TIMEOUT)
                    .until(() -> third.finished.isEmpty());
            assertThat(third.observer.snapshot().events().written()).isZero();
            assertThat(third.observer.snapshot().byPolicy())
                    .as("it sees all of them")
                    .isEqualTo(first.observer.snapshot().byPolicy());
            Map<String, String> after = versions("stock");
            after.putAll(versions("shop"));
            assertThat(after).isEqualTo(before);
        }
    }

    private Map<String, String> versions(String namespace) {
        return published(namespace).stream()
                .collect(
                        Collectors.toMap(
                                each -> each.getMetadata().getName(),
                                each -> each.getMetadata().getResourceVersion(),
                                (a, _) -> a,
                                HashMap::new));
    }

    /// Only the observer behind the proxy runs: runs end, Pods are created, one restarts.
    @Test
    @Order(7)
    void theObserverCatchesUpAfterTheApiServerWasUnavailable() throws Exception {
        first.close();
        Pod running = player.create("away", "running", PodPlayer.tree("{}"));
        Pod restarted = player.create("away", "restarted", PodPlayer.tree("{}"));
        player.play(running, PodPlayer.named("just-running"));
        Awaitility.await().atMost(TIMEOUT).until(() -> pods("away") == 2);
        wire.cut();
        player.play(running, PodPlayer.named("applied"));
        player.play(restarted, PodPlayer.named("failed-then-well"));
        Pod late = player.create("away", "late", PodPlayer.tree("{}"));
        player.play(late, PodPlayer.named("secret-missing"));
        Awaitility.await().atMost(TIMEOUT).until(() -> !second.observer.snapshot().isWatching());
        Thread.sleep(Duration.ofSeconds(3));
        assertThat(second.outcomes("away")).isEmpty();
        wire.restore();
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> {
                    assertThat(second.outcomes("away"))
                            .isEqualTo(Map.of("succeeded", 2L, "unreachable", 1L));
                    assertThat(events("away").keySet())
                            .containsExactly("Pod late", "Pod restarted", "Pod running");
                });
        settle();
        assertThat(second.outcomes("away")).isEqualTo(Map.of("succeeded", 2L, "unreachable", 1L));
        assertThat(published("away")).hasSize(4).allMatch(each -> each.getCount() == 1);
        assertThat(second.observer.snapshot().isWatching()).isTrue();
    }

    private int pods(String namespace) {
        return Optional.ofNullable(
                        second.observer
                                .snapshot()
                                .byPolicy()
                                .get(new PolicyKey(namespace, "default")))
                .map(PodCounts::total)
                .orElse(0);
    }

    /// A policy that only a Pod names is not counted, and neither is a deleted policy.
    @Test
    @Order(8)
    void onlyExistingPoliciesAreCounted() throws Exception {
        var orders = new PolicyKey("orders", "orders");
        Pod forged =
                player.create(
                        "orders",
                        "forged",
                        PodPlayer.tree(
                                """
                                metadata: {annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"},{"name":"payments"}]}'}}
                                spec: {initContainers: [{name: migrate-payments, image: x}]}
                                """));
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: MigrationPolicy
                        metadata: {name: orders, namespace: orders}
                        spec: {source: {type: Migrator}}
                        """)
                .create();
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> second.observer.snapshot().byPolicy().containsKey(orders));
        player.play(forged, PodPlayer.named("exit-14"));
        settle();
        Map<PolicyKey, PodCounts> counted = second.observer.snapshot().byPolicy();
        assertThat(counted.keySet().stream().filter(each -> each.namespace().equals("orders")))
                .containsExactly(orders);
        assertThat(counted.get(orders).byPhase()).isEmpty();
        assertThat(published("orders")).isEmpty();
        assertThat(second.outcomes("orders")).isEmpty();

        client.genericKubernetesResources("migrate.io/v1alpha1", "MigrationPolicy")
                .inNamespace("orders")
                .withName("orders")
                .delete();
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> !second.observer.snapshot().byPolicy().containsKey(orders));
    }

    @Test
    @Order(9)
    void podsThatWereNotInjectedAreFound() {
        for (int i = 0; i < 3; i++) {
            plain("orders", "without-" + i, "migrate.io/enabled: \"true\"", "app: api");
        }
        plain("orders", "asks-for-nothing", "migrate.io/enabled: \"false\"", "app: api");
        plain(
                "orders",
                "opted-out",
                "migrate.io/enabled: \"true\"",
                "migrate.io/injection: disabled");
        plain("kube-system", "excluded", "migrate.io/enabled: \"true\"", "app: api");
        cluster.namespace("private", Map.of("migrate.io/injection", "disabled"));
        plain("private", "opted-out", "migrate.io/enabled: \"true\"", "app: api");
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(second.observer.snapshot().notInjected())
                                .isEqualTo(Map.of("orders", 3)));
    }

    private void plain(String namespace, String name, String annotation, String label) {
        client.resource(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: %s, namespace: %s, annotations: {%s}, labels: {%s}}
                        spec: {containers: [{name: api, image: x}]}
                        """
                                .formatted(name, namespace, annotation, label))
                .create();
    }
}
