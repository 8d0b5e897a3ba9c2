package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.RunFields;
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
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;

/// Policies of a real API server, kept in memory: complete before use, current, and available while
/// the API server is not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAMESPACES = 1000;
    private static final Layer BUILT_IN = Layer.builtIn("migrator:1");

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    @AutoClose private Account account;
    private CuttableProxy cut;
    private KubernetesClient behindTheCut;
    private Store store;

    /// Starts the store before the kinds it watches exist, because an installation applies
    /// everything at once.
    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        cut = CuttableProxy.before(client.getMasterUrl());
        account = Account.webhook(cluster);
        Config direct = account.client().getConfiguration();
        behindTheCut =
                new KubernetesClientBuilder()
                        .withConfig(
                                new ConfigBuilder(direct)
                                        .withMasterUrl("https://127.0.0.1:" + cut.port())
                                        .build())
                        .build();
        store = Store.start(behindTheCut, BUILT_IN);
        assertThat(store.snapshot()).as("before the kinds exist").isEmpty();
        cluster.definePolicies();
    }

    @AfterAll
    void stop() throws IOException {
        if (store != null) {
            store.close();
            behindTheCut.close();
            cut.close();
        }
    }

    private void put(String namespace, String name, String spec) {
        client.resource(policy("MigrationPolicy", name, namespace, spec))
                .forceConflicts()
                .serverSideApply();
    }

    private static GenericKubernetesResource policy(
            String kind, String name, String namespace, String spec) {
        ObjectNode object = JSON.createObjectNode();
        object.put("apiVersion", "migrate.io/v1alpha1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        try {
            object.set("spec", JSON.readTree(spec));
            return JSON.treeToValue(object, GenericKubernetesResource.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(spec, e);
        }
    }

    private void createNamespace(String name) {
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .addToAnnotations("openshift.io/sa.scc.uid-range", "1000/10000")
                                .endMetadata()
                                .build())
                .create();
    }

    private ClusterSnapshot snapshot() {
        return store.snapshot().orElseThrow();
    }

    private Optional<EffectivePolicy> policy(String namespace) {
        var policies = snapshot().policies();
        return policies.find(namespace, "default")
                .flatMap(PolicyState::inForce)
                .map(policies::under);
    }

    private void await(Duration patience, Runnable assertion) {
        Awaitility.await()
                .atMost(patience)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion::run);
    }

    private void awaitTimeout(String namespace, Duration timeout) {
        await(
                Duration.ofMinutes(3),
                () ->
                        assertThat(policy(namespace).map(each -> each.get(RunFields.TIMEOUT)))
                                .contains(timeout));
    }

    @Test
    @Order(1)
    void isCompleteOnceAllKindsAreListed() {
        await(Duration.ofMinutes(3), () -> assertThat(store.snapshot()).isPresent());
    }

    @Test
    @Order(2)
    void changesAreSeen() {
        createNamespace("shop");
        put("shop", "default", "{\"run\": {\"timeout\": \"1m\"}}");
        awaitTimeout("shop", Duration.ofMinutes(1));
        long before = System.nanoTime();
        put("shop", "default", "{\"run\": {\"timeout\": \"2m\"}}");
        awaitTimeout("shop", Duration.ofMinutes(2));
        System.out.printf(
                "an edit was seen after %d ms%n",
                Duration.ofNanos(System.nanoTime() - before).toMillis());

        client.resource(
                        policy(
                                "ClusterMigrationPolicy",
                                "default",
                                "",
                                "{\"defaults\": {\"run\": {\"lockTimeout\": \"7s\"}}}"))
                .create();
        await(
                Duration.ofMinutes(3),
                () ->
                        assertThat(policy("shop").orElseThrow().get(RunFields.LOCK_TIMEOUT))
                                .isEqualTo(Duration.ofSeconds(7)));
        client.resource(policy("ClusterMigrationPolicy", "default", "", "{}")).delete();
        client.resource(policy("MigrationPolicy", "default", "shop", "{}")).delete();
        await(
                Duration.ofMinutes(3),
                () -> {
                    assertThat(policy("shop")).isEmpty();
                    assertThat(snapshot().policies().cluster()).isEmpty();
                });
    }

    @Test
    @Order(3)
    void limitRangesAndNamespaceAnnotationsAreSeen() {
        client.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: small, namespace: shop}
                        spec: {limits: [{type: Container, max: {memory: 64Mi}}]}
                        """)
                .create();
        await(
                Duration.ofMinutes(3),
                () ->
                        assertThat(snapshot().namespace("shop").limitRanges())
                                .singleElement()
                                .satisfies(each ->
                                        assertThat(each.at("/spec/limits/0/max/memory").asText())
                                                .isEqualTo("64Mi")));
        assertThat(snapshot().namespace("shop").annotations())
                .containsKey("openshift.io/sa.scc.uid-range");
        client.limitRanges().inNamespace("shop").withName("small").delete();
        await(
                Duration.ofMinutes(3),
                () -> assertThat(snapshot().namespace("shop").limitRanges()).isEmpty());
    }

    /// Without the API server the store keeps its state, and it catches up afterwards.
    @Test
    @Order(4)
    void survivesAnApiServerOutage() throws IOException {
        put("shop", "default", "{\"run\": {\"timeout\": \"1m\"}}");
        awaitTimeout("shop", Duration.ofMinutes(1));
        cut.cut();
        put("shop", "default", "{\"run\": {\"timeout\": \"3m\"}}");
        put("default", "default", "{\"run\": {\"timeout\": \"4m\"}}");
        for (int i = 0; i < 100; i++) {
            assertThat(policy("shop").orElseThrow().get(RunFields.TIMEOUT))
                    .isEqualTo(Duration.ofMinutes(1));
            sleep(20);
        }
        cut.restore();
        awaitTimeout("shop", Duration.ofMinutes(3));
        awaitTimeout("default", Duration.ofMinutes(4));
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// With a policy in each of a thousand namespaces, another process reads all of them before it
    /// is ready, and an edit still arrives.
    @Test
    @Order(5)
    void aThousandNamespacesWithAPolicyEach() {
        IntStream.range(0, NAMESPACES)
                .parallel()
                .forEach(i -> {
                    createNamespace("ns-" + i);
                    put("ns-" + i, "default", "{\"run\": {\"timeout\": \"%ds\"}}".formatted(i + 1));
                });
        long before = System.nanoTime();
        try (Store another = Store.start(account.client(), BUILT_IN)) {
            await(Duration.ofMinutes(3), () -> assertThat(another.snapshot()).isPresent());
            System.out.printf(
                    "%d policies were listed after %d ms%n",
                    NAMESPACES, Duration.ofNanos(System.nanoTime() - before).toMillis());
            var policies = another.snapshot().orElseThrow().policies();
            assertThat(IntStream.range(0, NAMESPACES))
                    .allSatisfy(i ->
                            assertThat(
                                            policies.find("ns-" + i, "default")
                                                    .flatMap(PolicyState::inForce)
                                                    .map(policies::under)
                                                    .map(each -> each.get(RunFields.TIMEOUT)))
                                    .contains(Duration.ofSeconds(i + 1)));
        }
        long edit = System.nanoTime();
        put("ns-999", "default", "{\"run\": {\"timeout\": \"3h\"}}");
        awaitTimeout("ns-999", Duration.ofHours(3));
        System.out.printf(
                "an edit among them was seen after %d ms%n",
                Duration.ofNanos(System.nanoTime() - edit).toMillis());
    }
}
