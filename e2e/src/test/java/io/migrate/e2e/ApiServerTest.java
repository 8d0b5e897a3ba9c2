package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodOSBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Verdict;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The webhook's own process behind a real API server, registered with the shipped configuration.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ENABLED =
            "migrate.io/enabled: \"true\", migrate.io/source: \"container/api:/app/drizzle\"";

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private KubernetesClient client;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        cluster = Cluster.start(work);
        client = cluster.client();
        webhook = Webhook.start(work, Files.createDirectory(work.resolve("policies")));
        cluster.namespace("shop", Map.of());
        cluster.namespace("opted-out", Map.of("migrate.io/injection", "disabled"));
        Installation.register(client, "shop", webhook);
    }

    private Pod pod(String name, String annotations) {
        return client.getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: %s, namespace: shop, annotations: {%s}}
                        spec:
                          containers:
                            - {name: api, image: "registry.example.com/shop/api:1.4.0"}
                        """
                                .formatted(name, annotations),
                        Pod.class);
    }

    private static List<String> initContainers(Pod pod) {
        return pod.getSpec().getInitContainers().stream().map(Container::getName).toList();
    }

    @Test
    @Order(1)
    void anAnnotatedPodIsInjected() throws IOException, InterruptedException {
        Pod created = client.resource(pod("annotated", ENABLED)).create();
        assertThat(initContainers(created))
                .containsExactly("migrate-files-default", "migrate-default");
        assertThat(created.getMetadata().getLabels()).containsEntry("migrate.io/injected", "true");
        assertThat(webhook.admissions("annotated")).isNotEmpty();
    }

    @Test
    @Order(2)
    void injectedContainersGetNoApiToken() {
        Pod created = client.resource(pod("token", ENABLED)).create();
        assertThat(created.getSpec().getContainers().getFirst().getVolumeMounts())
                .as("the application's mounts: the plugin that mounts tokens is enabled")
                .anySatisfy(mount ->
                        assertThat(mount.getMountPath())
                                .startsWith("/var/run/secrets/kubernetes.io"));
        for (Container container : created.getSpec().getInitContainers()) {
            assertThat(container.getVolumeMounts())
                    .filteredOn(mount ->
                            mount.getMountPath().startsWith("/var/run/secrets/kubernetes.io"))
                    .singleElement()
                    .satisfies(mount -> assertThat(mount.getName()).isEqualTo("migrate-no-token"));
        }
    }

    /// If the API server accepts a Pod, it also accepts the injected Pod; and the engine does not
    /// change that Pod again after the API server has added defaults.
    @Test
    @Order(2)
    void everyInjectedCaseIsValidAndIdempotent() throws IOException {
        int taken = 0;
        for (CaseFolders each : CaseFolders.injected()) {
            // The webhook does not see it: this namespace is opted out.
            Optional<Pod> original = taken(each.original());
            if (original.isEmpty()) {
                continue;
            }
            taken++;
            Pod stored = dryRun(each.injectedPod());
            assertThat(stored.getStatus().getQosClass())
                    .as("QoS class of case %s", each)
                    .isEqualTo(original.get().getStatus().getQosClass());
            ObjectNode tree =
                    (ObjectNode) JSON.readTree(client.getKubernetesSerialization().asJson(stored));
            assertThat(Injector.inject(tree, Namespace.named("shop"), each.policies()))
                    .as("case %s", each)
                    .isInstanceOfSatisfying(
                            Verdict.Injected.class,
                            again -> assertThat(again.patch()).as("case %s", each).isEmpty());
        }
        assertThat(taken).as("cases that the API server accepts").isGreaterThan(60);
    }

    private Pod dryRun(ObjectNode tree) {
        Pod pod = Cluster.podOf(client, tree);
        pod.getMetadata().setNamespace("opted-out");
        return client.resource(pod).dryRun().create();
    }

    private Optional<Pod> taken(ObjectNode tree) {
        try {
            return Optional.of(dryRun(tree));
        } catch (KubernetesClientException _) {
            return Optional.empty();
        }
    }

    @Test
    @Order(3)
    void aPodWithoutAnnotationsBypassesTheWebhook() throws IOException, InterruptedException {
        Pod created = client.resource(pod("unrelated", "example.com/enabled: \"true\"")).create();
        assertThat(initContainers(created)).isEmpty();
        assertThat(webhook.admissions("unrelated")).isEmpty();
    }

    @Test
    @Order(4)
    void anInvalidAnnotationIsRejectedWithAMessage() {
        assertThatThrownBy(
                        () -> client.resource(pod("bad", "migrate.io/enabled: \"maybe\"")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(
                        "migrate.io/enabled: value \"maybe\" is not one of \"true\", \"false\"");
        assertThat(client.pods().inNamespace("shop").withName("bad").get()).isNull();
    }

    @Test
    @Order(5)
    void thePodsOfADeploymentAreInjected() throws IOException {
        cluster.requireControllers();
        client.resource(
                        client.getKubernetesSerialization()
                                .unmarshal(
                                        Files.readString(
                                                ProjectRoot.sample().resolve("deployment.yaml")),
                                        Deployment.class))
                .create();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        client.pods()
                                                .inNamespace("shop")
                                                .withLabel("migrate.io/injected", "true")
                                                .withLabel("app.kubernetes.io/name", "api")
                                                .list()
                                                .getItems())
                                .hasSize(3)
                                .allSatisfy(each ->
                                        assertThat(initContainers(each))
                                                .containsExactly(
                                                        "migrate-files-default",
                                                        "migrate-default")));
    }

    /// `kubectl apply --dry-run=server` and `kubectl diff` show the injected Pod and leave nothing
    /// behind.
    @Test
    @Order(5)
    void aServerSideDryRunShowsTheMigration() throws IOException, InterruptedException {
        String manifest = client.getKubernetesSerialization().asYaml(pod("dry", ENABLED));
        Kubectl.Run run =
                cluster.kubectl().apply("shop", manifest, "--dry-run=server", "-o", "json");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(JSON.readTree(run.output()).at("/spec/initContainers/1/name").asText())
                .isEqualTo("migrate-default");
        assertThat(client.pods().inNamespace("shop").withName("dry").get()).isNull();
    }

    /// Another webhook runs afterwards and rewrites the injected parts, each time in a different
    /// way. The API server calls migrate.io again, which corrects them.
    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"turned round", "put first", "with another command", "taken away"})
    void aSecondWebhookThatRewritesIsCorrected(String how) throws Exception {
        Pod untouched = client.resource(pod("rewritten", ENABLED)).dryRun().create();
        rewriting(
                how,
                "Never",
                created -> {
                    assertThat(initContainers(created))
                            .contains("setup")
                            .containsSubsequence("migrate-files-default", "migrate-default");
                    assertThat(ours(created)).isEqualTo(ours(untouched));
                });
    }

    /// With reinvocation, the other webhook runs last: a row of the README's list, and the case for
    /// the overlay `guard`.
    @Test
    @Order(5)
    void aSecondWebhookThatRunsLast() throws Exception {
        rewriting(
                "taken away",
                "IfNeeded",
                created -> assertThat(initContainers(created)).containsExactly("setup"));
    }

    private void rewriting(String how, String reinvocation, Consumer<Pod> expected)
            throws Exception {
        Pod pod = pod("rewritten", ENABLED);
        pod.getMetadata().setLabels(Map.of("rewrite", "true"));
        pod.getSpec()
                .setInitContainers(
                        List.of(
                                new ContainerBuilder()
                                        .withName("setup")
                                        .withImage("example.com/setup:1")
                                        .build()));
        var asked = new AtomicInteger();
        try (var rewriter =
                RewritingWebhook.start(spec -> {
                    asked.incrementAndGet();
                    return rewritten(spec, how);
                })) {
            rewriter.register(client, reinvocation);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> {
                        client.resource(pod).dryRun().create();
                        return asked.get() > 0;
                    });
            expected.accept(client.resource(pod).dryRun().create());
        } finally {
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("zz-rewriter")
                    .delete();
        }
    }

    private static List<List<String>> ours(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .filter(each -> each.getName().startsWith("migrate-"))
                .map(each -> {
                    var runs = new ArrayList<>(each.getCommand());
                    runs.addAll(each.getArgs());
                    return List.copyOf(runs);
                })
                .toList();
    }

    private static ArrayNode rewritten(JsonNode spec, String how) {
        ArrayNode containers = JSON.createArrayNode();
        for (JsonNode each : spec.path("initContainers")) {
            boolean isOurs = each.path("name").asText().startsWith("migrate-");
            ObjectNode copy = each.deepCopy();
            switch (how) {
                case "turned round" -> containers.insert(0, copy);
                case "put first" -> containers.insert(isOurs ? containers.size() : 0, copy);
                case "with another command" -> {
                    if (isOurs) {
                        copy.putArray("command").add("true");
                    }
                    containers.add(copy);
                }
                default -> {
                    if (!isOurs) {
                        containers.add(copy);
                    }
                }
            }
        }
        return containers;
    }

    /// The rows of the README's list: each is a deliberate act, and the list is complete.
    @ParameterizedTest
    @Order(6)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    by-annotation | shop        | migrate.io/enabled: "false" | app: x                         | linux
                    by-pod-label  | shop        | migrate.io/enabled: "true"  | migrate.io/injection: disabled | linux
                    by-namespace  | opted-out   | migrate.io/enabled: "true"  | app: x                         | linux
                    by-system     | kube-system | migrate.io/enabled: "true"  | app: x                         | linux
                    by-windows    | shop        | migrate.io/enabled: "true"  | app: x                         | windows
                    by-mirror     | shop        | {migrate.io/enabled: "true", kubernetes.io/config.mirror: x} | app: x | linux
                    """)
    void documentedBypassesAreComplete(
            String name, String namespace, String annotations, String labels, String os)
            throws IOException, InterruptedException {
        Pod pod = pod(name, annotations.replaceAll("[{}]", ""));
        pod.getMetadata().setNamespace(namespace);
        String[] label = labels.split(": ", 2);
        pod.getMetadata().setLabels(Map.of(label[0], label[1]));
        if (pod.getMetadata().getAnnotations().containsKey("kubernetes.io/config.mirror")) {
            pod.getSpec().setNodeName("node-1");
        }
        pod.getSpec().setOs(new PodOSBuilder().withName(os).build());
        Pod created = client.resource(pod).create();
        assertThat(initContainers(created)).isEmpty();
        assertThat(webhook.admissions(name)).hasSize(name.equals("by-annotation") ? 1 : 0);
    }

    /// A namespace that enforces the restricted profile, with a quota that requires requests and
    /// limits of every container: it admits the injected Pod if it admits the application.
    @Test
    @Order(7)
    void aRestrictedNamespaceAdmitsInjectedPods() throws IOException {
        cluster.requireControllers();
        cluster.namespace("strict", Map.of("pod-security.kubernetes.io/enforce", "restricted"));
        client.resource(
                        """
                        apiVersion: v1
                        kind: ResourceQuota
                        metadata: {name: all, namespace: strict}
                        spec: {hard: {pods: "9", requests.cpu: "2", limits.cpu: "8", requests.memory: 2Gi, limits.memory: 4Gi, requests.ephemeral-storage: 1Gi, limits.ephemeral-storage: 2Gi}}
                        """)
                .create();
        client.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: storage, namespace: strict}
                        spec:
                          limits:
                            - type: Container
                              min: {ephemeral-storage: 10Mi}
                              max: {ephemeral-storage: 200Mi}
                              maxLimitRequestRatio: {ephemeral-storage: 4}
                        """)
                .create();
        var quotas = client.resourceQuotas().inNamespace("strict").withName("all");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        quotas.get().getStatus() != null
                                && quotas.get().getStatus().getHard() != null);
        Pod pod = Cluster.podOf(client, Sample.read().pod());
        pod.getMetadata().setNamespace("strict");
        assertThatThrownBy(() -> client.resource(pod).create())
                .as("the negative control: the quota requires limits")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("must specify limits.cpu for: api");
        pod.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .setLimits(Map.of("cpu", new Quantity("1"), "memory", new Quantity("384Mi")));
        Pod created = client.resource(pod).create();
        assertThat(initContainers(created))
                .containsExactly("migrate-files-default", "migrate-default");
        assertThat(created.getStatus().getQosClass()).isEqualTo("Burstable");
        assertThat(storage(created)).as("the LimitRange's default").containsOnly("200Mi/200Mi");

        Pod storing = Cluster.podOf(client, Sample.read().pod());
        storing.getMetadata().setNamespace("strict");
        storing.getMetadata().setName("storing");
        storing.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .setLimits(
                        Map.of(
                                "cpu",
                                new Quantity("1"),
                                "memory",
                                new Quantity("384Mi"),
                                "ephemeral-storage",
                                new Quantity("100Mi"),
                                "example.com/device",
                                new Quantity("1")));
        storing.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .setRequests(Map.of("ephemeral-storage", new Quantity("30Mi")));
        assertThat(storage(client.resource(storing).create()))
                .as("that of the application")
                .containsOnly("30Mi/100Mi");
        storing.getMetadata().setName("storing-too-little");
        storing.getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .setRequests(Map.of("ephemeral-storage", new Quantity("20Mi")));
        assertThatThrownBy(() -> client.resource(storing).create())
                .as("the negative control: the LimitRange refuses the application's ratio")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("ephemeral-storage max limit to request ratio");

        Pod loose = pod("loose", "example.com/x: y");
        loose.getMetadata().setNamespace("strict");
        assertThatThrownBy(() -> client.resource(loose).create())
                .as("the negative control: the namespace is restricted")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("PodSecurity");
    }

    /// Requests and limits of the init containers.
    private static List<String> storage(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .map(each -> each.getResources())
                .map(each ->
                        each.getRequests().get("ephemeral-storage")
                                + "/"
                                + each.getLimits().get("ephemeral-storage"))
                .toList();
    }

    @Test
    @Order(8)
    void withoutTheWebhookOnlyAnnotatedPodsAreRejected() throws IOException {
        webhook.kill();
        assertThatThrownBy(() -> client.resource(pod("late", ENABLED)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("failed calling webhook \"pods.inject.migrate.io\"");
        Pod other = client.resource(pod("other", "example.com/enabled: \"true\"")).create();
        assertThat(other.getMetadata().getUid()).isNotBlank();
        assertThat(MetricsPage.identities(client.raw("/metrics")))
                .as("the API server metrics used by alerts and dashboard")
                .containsAll(MetricsPage.apiServer("pods.inject.migrate.io"));
    }

    /// Another row of that list, and the reason for the alert on a missing configuration.
    @Test
    @Order(9)
    void withoutTheConfigurationNothingIsInjected() {
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("migrate-io-injector")
                .delete();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> client.resource(pod("unasked", ENABLED)).create() != null);
        assertThat(initContainers(client.pods().inNamespace("shop").withName("unasked").get()))
                .isEmpty();
    }
}
