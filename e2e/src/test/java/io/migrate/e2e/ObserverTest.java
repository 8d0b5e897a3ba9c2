package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.observer.Observer;
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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The status of policies on a real API server, with Pods whose status the test writes as kubelet
/// does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObserverTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    @AutoClose private Account account;
    private Store store;
    private Observer observer;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        cluster.definePolicies();
        cluster.namespace("shop", Map.of());
        account = Account.observer(cluster);
        store = Store.start(account.client(), Layer.builtIn("migrator:1"));
        var settings =
                new Observer.Settings(
                        "migrate-io-system",
                        Observer.Events.OFF,
                        Duration.ofMinutes(5),
                        Clock.systemUTC());
        observer = Observer.start(account.client(), store, settings, _ -> {});
    }

    @AfterAll
    void stop() {
        if (observer != null) {
            observer.close();
            store.close();
        }
    }

    private GenericKubernetesResource policy(String spec) {
        return client.getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: MigrationPolicy
                        metadata: {name: default, namespace: shop}
                        spec: %s
                        """
                                .formatted(spec),
                        GenericKubernetesResource.class);
    }

    private JsonNode object() {
        return JSON.valueToTree(client.resource(policy("{}")).get());
    }

    private JsonNode status() {
        return object().path("status");
    }

    private void awaitStatus(String pointer, String value) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(status().at(pointer).asText()).isEqualTo(value));
    }

    @Test
    @Order(1)
    void aNewPolicyIsAccepted() {
        client.resource(policy("{source: {type: Migrator}}")).create();
        awaitStatus("/conditions/0/status", "True");
        assertThat(status().at("/observedGeneration").asInt()).isEqualTo(1);
        assertThat(status().at("/pods/injected").asInt()).isZero();
        assertThat(object().at("/spec").toString())
                .isEqualTo("{\"source\":{\"type\":\"Migrator\"}}");
    }

    @Test
    @Order(2)
    void kubectlGetShowsTheStatus() throws IOException, InterruptedException {
        Kubectl kubectl = cluster.kubectl();
        assertThat(kubectl.in("shop", "get", "mpol").output())
                .containsPattern("NAME +READY +SOURCE +FORMAT +MODE +PODS +MIGRATED +FAILED +AGE")
                .containsPattern("default +True +migrator +auto +migrate +0 +0 +0 +");
        assertThat(kubectl.in("shop", "explain", "mpol.spec.database").output())
                .contains("The database, and the role that migrates it")
                .contains("urlSecretKeyRef");
        assertThat(kubectl.in("shop", "get", "migrate").output()).contains("default");
    }

    private Pod inject(String name) {
        Pod pod =
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  name: %s
                                  namespace: shop
                                  labels: {migrate.io/injected: "true"}
                                  annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}
                                spec:
                                  initContainers:
                                    - {name: migrate-files-default, image: a}
                                    - {name: migrate-default, image: b}
                                  containers:
                                    - {name: api, image: c}
                                """
                                        .formatted(name),
                                Pod.class);
        return client.resource(pod).create();
    }

    private void play(String name, ContainerStatusBuilder status) {
        client.pods()
                .inNamespace("shop")
                .withName(name)
                .editStatus(pod -> {
                    pod.getStatus()
                            .setInitContainerStatuses(
                                    List.of(
                                            new ContainerStatusBuilder()
                                                    .withName("migrate-files-default")
                                                    .withImage("a")
                                                    .withNewState()
                                                    .withNewTerminated()
                                                    .withExitCode(0)
                                                    .endTerminated()
                                                    .endState()
                                                    .build(),
                                            status.withName("migrate-default")
                                                    .withImage("b")
                                                    .build()));
                    return pod;
                });
    }

    private static ContainerStatusBuilder ended(int exitCode) {
        return new ContainerStatusBuilder()
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .endTerminated()
                .endState();
    }

    private static ContainerStatusBuilder backingOff(int exitCode) {
        return new ContainerStatusBuilder()
                .withRestartCount(3)
                .withNewState()
                .withNewWaiting()
                .withReason("CrashLoopBackOff")
                .endWaiting()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .endTerminated()
                .endLastState();
    }

    @Test
    @Order(3)
    void podsAreCountedByTheStateOfTheirMigration() {
        inject("untouched");
        inject("running");
        play(
                "running",
                new ContainerStatusBuilder()
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState());
        inject("done-1");
        play("done-1", ended(0));
        inject("done-2");
        play("done-2", ended(0));
        inject("failed");
        play("failed", ended(14));
        inject("looping");
        play("looping", backingOff(10));
        // It has the names, but not the label.
        Pod stranger = inject("stranger");
        client.resource(stranger)
                .edit(pod -> {
                    pod.getMetadata().setLabels(Map.of());
                    return pod;
                });
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() ->
                        assertThat(status().path("pods"))
                                .isEqualTo(
                                        JSON.readTree(
                                                "{\"injected\":6,\"waiting\":1,\"running\":1,\"migrated\":2,\"failed\":2}")));
    }

    @Test
    @Order(4)
    void deletedPodsAreNotCounted() {
        client.pods().inNamespace("shop").withGracePeriod(0).delete();
        awaitStatus("/pods/injected", "0");
    }

    /// The status of a policy reports that it violates the cluster's constraints.
    @Test
    @Order(5)
    void aViolationOfTheClustersConstraintsIsReported() throws IOException, InterruptedException {
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: ClusterMigrationPolicy
                        metadata: {name: default}
                        spec: {constraints: {modes: [Wait]}}
                        """)
                .create();
        awaitStatus("/conditions/0/reason", "ConstraintViolated");
        client.resource(policy("{source: {type: Migrator}, run: {mode: Wait}}"))
                .forceConflicts()
                .serverSideApply();
        awaitStatus("/conditions/0/reason", "Accepted");
        awaitStatus("/observedGeneration", "2");
        assertThat(cluster.kubectl().in("shop", "get", "cmpol").output())
                .containsPattern("NAME +READY +REQUIREPOLICY +NAMESPACES +AGE")
                .containsPattern("default +True +1 +");
    }

    /// Many changes in a short time cause few writes.
    @Test
    @Order(6)
    void aPolicyIsWrittenAtMostOnceInTenSeconds() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(11));
        long before = statusWrites();
        for (int i = 0; i < 40; i++) {
            Pod pod = inject("busy-" + i);
            play(pod.getMetadata().getName(), ended(0));
            Thread.sleep(250);
        }
        awaitStatus("/pods/migrated", "40");
        assertThat(statusWrites() - before).as("writes in some ten seconds").isBetween(1L, 3L);
    }

    /// Counts the writes with the API server's metrics: the object shows only the last one.
    private long statusWrites() {
        String metrics = client.raw("/metrics");
        return metrics.lines()
                .filter(line -> line.startsWith("apiserver_request_total{"))
                .filter(line -> line.contains("resource=\"migrationpolicies\""))
                .filter(line -> line.contains("subresource=\"status\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
