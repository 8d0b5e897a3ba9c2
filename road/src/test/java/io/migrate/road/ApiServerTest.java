package io.migrate.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
import java.util.Base64;
import java.util.List;

/// The webhook's own process behind a real API server, registered with the shipped configuration.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ENABLED =
            "migrate.io/enabled: \"true\", migrate.io/source: \"container/api:/app/drizzle\"";

    private Cluster cluster;
    private Webhook webhook;
    private KubernetesClient client;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        cluster = Cluster.start(work);
        client = cluster.client();
        webhook = Webhook.start(work, Files.createDirectory(work.resolve("policies")));
        cluster.namespace("shop");
        register();
    }

    @AfterAll
    void stop() {
        if (webhook != null) {
            webhook.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /// The shipped configuration, with the two things that differ outside a cluster.
    private void register() throws IOException {
        MutatingWebhookConfiguration configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(
                                        Repository.root()
                                                .resolve("manifests/base/mutating-webhook.yaml")),
                                MutatingWebhookConfiguration.class);
        var called = configuration.getWebhooks().getFirst().getClientConfig();
        called.setService(null);
        called.setUrl(webhook.uri().toString());
        called.setCaBundle(
                Base64.getEncoder().encodeToString(Files.readAllBytes(webhook.caFile())));
        client.resource(configuration).create();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        !client.resource(pod("probe", ENABLED))
                                .dryRun()
                                .create()
                                .getSpec()
                                .getInitContainers()
                                .isEmpty());
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
    void anAnnotatedPodIsInjected() throws IOException {
        Pod created = client.resource(pod("annotated", ENABLED)).create();
        assertThat(initContainers(created))
                .containsExactly("migrate-files-default", "migrate-default");
        assertThat(created.getMetadata().getLabels()).containsEntry("migrate.io/injected", "true");
        assertThat(webhook.admissions("annotated")).isNotEmpty();
    }

    @Test
    @Order(2)
    void theInjectedContainersGetNoApiToken() {
        Pod created = client.resource(pod("token", ENABLED)).create();
        assertThat(created.getSpec().getContainers().getFirst().getVolumeMounts())
                .as("the application's mounts: the plugin that mounts tokens is on")
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

    @Test
    @Order(3)
    void aPodWithoutAKeyOfOursIsNotEvenSeen() throws IOException {
        Pod created = client.resource(pod("unrelated", "example.com/enabled: \"true\"")).create();
        assertThat(initContainers(created)).isEmpty();
        assertThat(webhook.admissions("unrelated")).isEmpty();
    }

    @Test
    @Order(4)
    void aBadAnnotationIsRefusedWithOurSentence() {
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
        cluster.needControllers();
        client.resource(
                        client.getKubernetesSerialization()
                                .unmarshal(
                                        Files.readString(
                                                Repository.sample().resolve("deployment.yaml")),
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

    @Test
    @Order(6)
    void whenTheWebhookIsDeadAnnotatedPodsAreRefusedAndOthersAreNot() {
        webhook.kill();
        assertThatThrownBy(() -> client.resource(pod("late", ENABLED)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("failed calling webhook \"pods.inject.migrate.io\"");
        Pod other = client.resource(pod("other", "example.com/enabled: \"true\"")).create();
        assertThat(other.getMetadata().getUid()).isNotBlank();
    }
}
