package io.migrate.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The webhook's own process in a cluster, as its ServiceAccount: custom resources decide what the
/// next Pod gets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyInForceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("listening port=(\\d+)");

    private Cluster cluster;
    private KubernetesClient client;
    private ServiceProxy proxy;
    private Process process;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        proxy = new ServiceProxy(Duration.ofMillis(500));
        var installation =
                Installation.into(cluster, "https://127.0.0.1:" + proxy.port() + "/mutate");
        Path kubeconfig =
                Files.writeString(work.resolve("webhook.kubeconfig"), installation.kubeconfig());
        Path log = work.resolve("webhook.log");
        process =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "serve",
                                                "--kubeconfig=" + kubeconfig,
                                                "--port=0",
                                                "--host=127.0.0.1",
                                                "--dns-name=127.0.0.1",
                                                "--log-format=text",
                                                "--drain-seconds=0")))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> LISTENING.matcher(Files.readString(log)).find());
        var found = LISTENING.matcher(Files.readString(log));
        assertThat(found.find()).isTrue();
        proxy.add(Integer.parseInt(found.group(1)));
        Awaitility.await().atMost(PATIENCE).until(() -> !proxy.ready().isEmpty());
        Awaitility.await().atMost(PATIENCE).until(() -> installation.admit(client).isEmpty());
    }

    @AfterAll
    void stop() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private Pod admitted() {
        Pod pod =
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  name: api
                                  namespace: shop
                                  annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                                spec:
                                  containers:
                                    - {name: api, image: "registry.example.com/api:1", resources: {requests: {memory: 32Mi, cpu: 10m}, limits: {memory: 48Mi, cpu: 1}}}
                                """,
                                Pod.class);
        return client.resource(pod).dryRun().create();
    }

    /// Empty while the built-in value holds, which the migrator knows itself.
    private Optional<String> timeout() {
        return admitted().getSpec().getInitContainers().getLast().getEnv().stream()
                .filter(each -> each.getName().equals("MIGRATE_TIMEOUT"))
                .map(EnvVar::getValue)
                .findFirst();
    }

    private void apply(String kind, String spec) {
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: %s
                        metadata: {name: default%s}
                        spec: %s
                        """
                                .formatted(
                                        kind,
                                        kind.startsWith("Cluster") ? "" : ", namespace: shop",
                                        spec))
                .forceConflicts()
                .serverSideApply();
    }

    private Duration untilTimeoutIs(String wanted) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> timeout().equals(Optional.of(wanted)));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    @Order(1)
    void aPolicyThatIsCreatedOrEditedReachesTheNextPod() {
        assertThat(timeout()).isEmpty();
        apply("MigrationPolicy", "{run: {timeout: 1m}}");
        untilTimeoutIs("1m");
        var took = new ArrayList<Long>();
        for (int i = 2; i < 12; i++) {
            apply("MigrationPolicy", "{run: {timeout: %dm}}".formatted(i));
            took.add(untilTimeoutIs(i + "m").toMillis());
        }
        System.out.println("an edit reached the next Pod after so many ms: " + took);
    }

    @Test
    @Order(2)
    void theClustersPolicyStandsBelowAndBounds() {
        apply(
                "ClusterMigrationPolicy",
                "{defaults: {podLabels: {team: shop}}, constraints: {annotationOverrides: []}}");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThatThrownBy(this::admitted)
                                .isInstanceOf(KubernetesClientException.class)
                                .hasMessageContaining(
                                        "migrate.io/source: is not for Pods to set under policy"
                                                + " default, which allows none"));
        apply("ClusterMigrationPolicy", "{defaults: {podLabels: {team: shop}}}");
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(admitted().getMetadata().getLabels())
                                .containsEntry("team", "shop"));
    }

    @Test
    @Order(3)
    void aRequiredPolicyThatIsDeletedIsMissed() {
        apply("ClusterMigrationPolicy", "{constraints: {requirePolicy: true}}");
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: MigrationPolicy
                        metadata: {name: default, namespace: shop}
                        """)
                .delete();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThatThrownBy(this::admitted)
                                .hasMessageContaining(
                                        "migrate.io/policy: namespace shop has no MigrationPolicy,"
                                                + " and the cluster's policy requires one"));
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: ClusterMigrationPolicy
                        metadata: {name: default}
                        """)
                .delete();
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> timeout().isEmpty());
    }

    /// The API server's own plugin refuses what exceeds the range, so what is admitted keeps to it.
    @Test
    @Order(4)
    void aLimitRangeIsKeptTo() {
        client.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: small, namespace: shop}
                        spec: {limits: [{type: Container, max: {memory: 48Mi}}]}
                        """)
                .create();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(admitted().getSpec().getInitContainers())
                                .extracting(Container::getResources)
                                .allSatisfy(each ->
                                        assertThat(each.getLimits().get("memory").toString())
                                                .isEqualTo("48Mi")));
    }
}
