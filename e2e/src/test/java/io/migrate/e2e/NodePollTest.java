package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.policy.EffectiveField;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The decision about image volumes from Nodes that a real API server lists, with the rights of the
/// webhook's account. The Nodes are objects without a machine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodePollTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String MOUNTED = "image-volume, policy default";
    private static final String COPIED = "injected, instead of ImageVolume: ";

    private static final String POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default, namespace: shop}
            spec:
              source: {type: Container, container: {name: api, path: /sql, copyMethod: ImageVolume}}
            """;

    private static final String POD =
            """
            metadata: {name: api, annotations: {migrate.io/enabled: "true"}}
            spec: {containers: [{name: api, image: "registry.example.com/shop/api:1"}]}
            """;

    @AutoClose private Cluster cluster;
    @AutoClose private Account account;
    private KubernetesClient client;
    private Store store;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        cluster.definePolicies();
        cluster.namespace("shop", Map.of());
        account = Account.webhook(cluster);
        client.resource(unmarshalled(POLICY)).create();
        node("new", "v1.36.1", "containerd://2.2.0");
        store = Store.startWithNodes(account.client(), Layer.builtIn("migrator:1"));
    }

    @AfterAll
    void stop() {
        if (store != null) {
            store.close();
        }
    }

    private GenericKubernetesResource unmarshalled(String yaml) {
        return client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    }

    private void node(String name, String kubelet, String runtime) {
        String yaml =
                """
                apiVersion: v1
                kind: Node
                metadata: {name: %s}
                status: {nodeInfo: {operatingSystem: linux, kubeletVersion: %s, containerRuntimeVersion: "%s"}}
                """
                        .formatted(name, kubelet, runtime);
        Node node = client.getKubernetesSerialization().unmarshal(yaml, Node.class);
        if (client.nodes().withName(name).get() == null) {
            client.resource(node).create();
        }
        // Without a resource version: controllers change a new Node at the same time.
        client.nodes()
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        client.getKubernetesSerialization()
                                .asJson(Map.of("status", node.getStatus())));
    }

    private void allow(String imageVolumes) {
        client.resource(
                        unmarshalled(
                                """
                                apiVersion: migrate.io/v1alpha1
                                kind: ClusterMigrationPolicy
                                metadata: {name: default}
                                spec: {imageVolumes: %s}
                                """
                                        .formatted(imageVolumes)))
                .forceConflicts()
                .serverSideApply();
    }

    /// How the migrations of a Pod get out of its image, and why, as `explain` shows it.
    private String copyMethod() {
        var snapshot = store.snapshot().orElseThrow();
        var decision =
                Injector.decide(
                        PodPlayer.tree(POD), snapshot.namespace("shop"), snapshot.policies());
        return EffectiveField.of(decision.policies().getFirst()).stream()
                .filter(each -> each.name().equals("source.container.copyMethod"))
                .map(each -> each.value().orElseThrow() + ", " + each.origin())
                .findFirst()
                .orElseThrow();
    }

    private void await(String copyMethod) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(copyMethod()).isEqualTo(copyMethod));
    }

    @Test
    @Order(1)
    void withoutTheRightMigrationsAreCopied() {
        allow("IfSupported");
        await(
                COPIED
                        + "the webhook may not list Nodes; apply manifests/overlays/image-volumes,"
                        + " which allows it");
    }

    @Test
    @Order(2)
    void theOverlayGivesTheRight() throws IOException {
        allow("Never");
        awaitAllowed(false);
        Path overlay = ProjectRoot.root().resolve("manifests/overlays/image-volumes/access.yaml");
        try (var access = Files.newInputStream(overlay)) {
            client.load(access).create();
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> !account.client().nodes().list().getItems().isEmpty());
        long before = System.nanoTime();
        allow("IfSupported");
        await(MOUNTED);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("read at once, not after a minute")
                .isLessThan(Duration.ofSeconds(30));
    }

    /// The Nodes are listed every minute.
    @Test
    @Order(3)
    void anOldNodeThatJoinsIsNoticed() {
        node("old", "v1.36.1", "containerd://1.7.27");
        await(COPIED + "Node old runs containerd 1.7.27, and image volumes need 2.2");
    }

    /// What was known before is forgotten while nobody needs it: the Nodes may have changed.
    @Test
    @Order(4)
    void noStaleDecisionIsUsed() throws InterruptedException {
        allow("Never");
        client.nodes().withName("old").delete();
        awaitAllowed(false);
        allow("IfSupported");
        await(MOUNTED);
        allow("Never");
        awaitAllowed(false);
        node("new", "v1.35.0", "containerd://2.2.0");
        allow("IfSupported");
        awaitAllowed(true);
        String decision = copyMethod();
        while (!decision.startsWith(COPIED + "Node new")) {
            assertThat(decision).startsWith(COPIED);
            Thread.sleep(1);
            decision = copyMethod();
        }
    }

    private void awaitAllowed(boolean expected) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        store.snapshot().orElseThrow().policies().allowImageVolumes() == expected);
    }
}
