package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Pods that bring along what the webhook would have injected, and those whose injected containers
/// are changed afterwards, on a real API server that enforces `AlwaysPullImages`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BroughtAlongTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LIMITS =
            """
            apiVersion: migrate.io/v1alpha1
            kind: ClusterMigrationPolicy
            metadata: {name: default}
            spec:
              defaults:
                migrator:
                  env:
                    - {name: NO_PROXY, value: 10.0.0.0/8}
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                    - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
                    - {name: REGION, valueFrom: {configMapKeyRef: {name: cloud, key: region}}}
                    - {name: TOKEN, valueFrom: {secretKeyRef: {name: cloud, key: token, optional: true}}}
                  envFrom: [{prefix: CLOUD_, configMapRef: {name: cloud}}]
              constraints: {migratorImages: ["ghcr.io/migrate-io/*", "mirror.corp/*"]}
            """;

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private KubernetesClient client;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        cluster = Cluster.withFlags(work, Map.of("--enable-admission-plugins", "AlwaysPullImages"));
        client = cluster.client();
        Path policies = Files.createDirectory(work.resolve("policies"));
        Files.writeString(policies.resolve("cluster.yaml"), LIMITS);
        webhook = Webhook.start(work, policies);
        cluster.namespace("shop", Map.of());
        var configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(
                                        ProjectRoot.root()
                                                .resolve("manifests/base/mutating-webhook.yaml")),
                                MutatingWebhookConfiguration.class);
        Installation.redirect(
                configuration.getWebhooks().getFirst().getClientConfig(),
                webhook.uri(),
                Files.readString(webhook.caFile()));
        client.resource(configuration).create();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        !client.resource(pod("probe"))
                                .dryRun()
                                .create()
                                .getSpec()
                                .getInitContainers()
                                .isEmpty());
    }

    private Pod pod(String name) {
        return client.getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: %s
                          namespace: shop
                          annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                        spec:
                          containers:
                            - {name: api, image: "registry.example.com/shop/api:1.4.0"}
                        """
                                .formatted(name),
                        Pod.class);
    }

    /// What the API server makes of a Pod, as a manifest of a new Pod.
    private ObjectNode injected(String name) throws IOException {
        Pod created = client.resource(pod(name)).dryRun().create();
        created.getMetadata().setUid(null);
        created.getMetadata().setCreationTimestamp(null);
        created.getMetadata().setManagedFields(null);
        created.setStatus(null);
        return (ObjectNode) JSON.readTree(client.getKubernetesSerialization().asJson(created));
    }

    private Pod dryRun(ObjectNode tree) {
        return client.resource(Cluster.podOf(client, tree)).inNamespace("shop").dryRun().create();
    }

    private static ObjectNode migrator(JsonNode pod) {
        return (ObjectNode) pod.at("/spec/initContainers/1");
    }

    private static Container migrator(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .filter(each -> each.getName().equals("migrate-default"))
                .findFirst()
                .orElseThrow();
    }

    /// The fields that the engine decides about are all that this Kubernetes has.
    @Test
    void everyFieldOfAContainerIsDecided() throws IOException {
        JsonNode schemas =
                JSON.readTree(client.raw("/openapi/v3/api/v1")).at("/components/schemas");
        JsonNode decided =
                YAML.readTree(
                        ProjectRoot.root()
                                .resolve("webhook/src/test/resources/container-fields.yaml")
                                .toFile());
        assertThat(decided.size()).isGreaterThan(9);
        for (var type : decided.properties()) {
            assertThat(names(type.getValue().path("fields")))
                    .as(type.getKey())
                    .containsExactlyInAnyOrderElementsOf(
                            names(
                                    schemas.path("io.k8s.api.core.v1." + type.getKey())
                                            .path("properties")));
        }
    }

    private static Collection<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    @Test
    void aPodThatBringsTheSameAlongIsLeftAlone() throws IOException {
        ObjectNode brought = injected("same");

        Pod again = dryRun(brought);

        assertThat(again.getSpec().getInitContainers())
                .isEqualTo(
                        client.resource(pod("same"))
                                .dryRun()
                                .create()
                                .getSpec()
                                .getInitContainers());
        assertThat(migrator(again).getImagePullPolicy())
                .as("set by AlwaysPullImages, which would refuse another")
                .isEqualTo("Always");
    }

    @Test
    void anImageThatTheConstraintsDoNotAllowIsRefused() throws IOException {
        ObjectNode brought = injected("brought");
        migrator(brought).put("image", "evil.example/x/migrator:steals");

        assertThatThrownBy(() -> dryRun(brought))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(
                        "spec.initContainers: image \"evil.example/x/migrator:steals\" of"
                                + " migrate-default is not allowed by constraints.migratorImages");

        migrator(brought).put("image", "mirror.corp/migrator:1");
        assertThat(migrator(dryRun(brought)).getImage()).isEqualTo("mirror.corp/migrator:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.corp", "mirror.example"})
    void aMirrorThatRewritesAfterwards(String registry) throws Exception {
        Pod pod = pod("mirrored");
        pod.getMetadata().setLabels(Map.of("rewrite", "true"));
        String image = registry + "/ghcr.io/migrate-io/migrator:1";
        rewriting(
                container -> container.put("image", image),
                () -> {
                    if (registry.equals("mirror.corp")) {
                        assertThat(migrator(client.resource(pod).dryRun().create()).getImage())
                                .isEqualTo(image);
                    } else {
                        assertThatThrownBy(() -> client.resource(pod).dryRun().create())
                                .isInstanceOf(KubernetesClientException.class)
                                .hasMessageContaining(
                                        "image \"%s\" of migrate-default is not allowed"
                                                .formatted(image));
                    }
                });
    }

    @Test
    void whatChangesWhatRunsIsReplaced() throws Exception {
        Pod pod = pod("changed");
        pod.getMetadata().setLabels(Map.of("rewrite", "true"));
        rewriting(
                container -> {
                    container
                            .withArray("env")
                            .addObject()
                            .put("name", "LD_PRELOAD")
                            .put("value", "/tmp/x.so");
                    container
                            .withArray("env")
                            .addObject()
                            .put("name", "HTTP_PROXY")
                            .put("value", "http://proxy");
                    container.put("terminationMessagePath", "/usr/local/lib/migrate/java.options");
                    container
                            .withObject("/securityContext/capabilities")
                            .putArray("add")
                            .add("SYS_PTRACE");
                    return container;
                },
                () -> {
                    Pod untouched = client.resource(pod("changed")).dryRun().create();
                    assertThat(migrator(client.resource(pod).dryRun().create()))
                            .isEqualTo(migrator(untouched));
                });
        rewriting(
                container -> {
                    container
                            .withArray("env")
                            .addObject()
                            .put("name", "HTTP_PROXY")
                            .put("value", "http://proxy");
                    return container;
                },
                () ->
                        assertThat(migrator(client.resource(pod).dryRun().create()).getEnv())
                                .as("the negative control")
                                .anySatisfy(each ->
                                        assertThat(each.getName()).isEqualTo("HTTP_PROXY")));
    }

    /// As the webhook for IAM roles of EKS does, which is called afterwards.
    @Test
    void theIdentityOfACloudStays() throws Exception {
        Pod pod = pod("identity");
        pod.getMetadata().setLabels(Map.of("rewrite", "true"));
        pod.getSpec()
                .setVolumes(
                        List.of(
                                client.getKubernetesSerialization()
                                        .unmarshal(
                                                """
                                                name: aws-iam-token
                                                projected:
                                                  sources:
                                                    - serviceAccountToken: {audience: sts.amazonaws.com, path: token}
                                                """,
                                                Volume.class)));
        String folder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
        rewriting(
                container -> {
                    container
                            .withArray("env")
                            .addObject()
                            .put("name", "AWS_WEB_IDENTITY_TOKEN_FILE")
                            .put("value", folder + "/token");
                    container
                            .withArray("volumeMounts")
                            .addObject()
                            .put("name", "aws-iam-token")
                            .put("readOnly", true)
                            .put("mountPath", folder);
                    return container;
                },
                () -> {
                    Container migrator = migrator(client.resource(pod).dryRun().create());
                    assertThat(migrator.getEnv())
                            .extracting(EnvVar::getName)
                            .contains("NO_PROXY", "MEMORY", "AWS_WEB_IDENTITY_TOKEN_FILE");
                    assertThat(migrator.getEnvFrom()).hasSize(1);
                    assertThat(migrator.getVolumeMounts())
                            .extracting(VolumeMount::getMountPath)
                            .contains(folder);
                });
    }

    private void rewriting(UnaryOperator<ObjectNode> edit, Runnable assertion) throws Exception {
        var asked = new AtomicInteger();
        try (var rewriter =
                RewritingWebhook.start(spec -> {
                    asked.incrementAndGet();
                    ArrayNode containers = JSON.createArrayNode();
                    for (JsonNode each : spec.path("initContainers")) {
                        ObjectNode copy = each.deepCopy();
                        containers.add(
                                copy.path("name").asText().equals("migrate-default")
                                        ? edit.apply(copy)
                                        : copy);
                    }
                    return containers;
                })) {
            rewriter.register(client, "Never");
            Pod probe = pod("asked");
            probe.getMetadata().setLabels(Map.of("rewrite", "true"));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> {
                        try {
                            client.resource(probe).dryRun().create();
                        } catch (KubernetesClientException _) {
                            // Refused after it was asked.
                        }
                        return asked.get() > 0;
                    });
            assertion.run();
        } finally {
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("zz-rewriter")
                    .delete();
        }
    }

    /// The API server itself refuses what the engine need not decide.
    @Test
    void twoSourcesOfAVolumeAndTwoContainersOfANameAreRefusedByTheApiServer() throws IOException {
        ObjectNode brought = injected("two");
        ObjectNode sources = brought.deepCopy();
        ((ObjectNode) sources.at("/spec/volumes/0")).putObject("hostPath").put("path", "/");
        sources.withObject("/metadata/labels").put("migrate.io/injection", "disabled");
        assertThatThrownBy(() -> dryRun(sources))
                .hasMessageContaining("may not specify more than 1 volume type");
        ObjectNode names = brought.deepCopy();
        names.withObject("/metadata/labels").put("migrate.io/injection", "disabled");
        ((ArrayNode) names.at("/spec/initContainers")).add(migrator(names).deepCopy());
        assertThatThrownBy(() -> dryRun(names)).hasMessageContaining("Duplicate value");
    }

    @Test
    void twoMigratorsBecomeOne() throws IOException {
        ObjectNode brought = injected("twice");
        ((ArrayNode) brought.at("/spec/initContainers")).add(migrator(brought).deepCopy());

        assertThat(dryRun(brought).getSpec().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("migrate-files-default", "migrate-default");
    }

    /// Kubernetes lets people change images of a Pod that exists, and the webhook is not asked.
    @Test
    void theImageOfAPodThatExistsCanBeChanged() throws IOException, InterruptedException {
        client.resource(pod("patched")).create();
        List<String> before = webhook.admissions("patched");

        cluster.kubectl()
                .ok(
                        "-n",
                        "shop",
                        "set",
                        "image",
                        "pod/patched",
                        "migrate-default=evil.example/other:1");

        Pod patched = client.pods().inNamespace("shop").withName("patched").get();
        assertThat(migrator(patched).getImage()).isEqualTo("evil.example/other:1");
        assertThat(webhook.admissions("patched")).isEqualTo(before);
    }

    /// The same for ephemeral containers, which may see processes and volumes of the migrator.
    @Test
    void anEphemeralContainerCanBeAddedToAPodThatExists() throws IOException, InterruptedException {
        client.resource(pod("debugged")).create();
        List<String> before = webhook.admissions("debugged");

        cluster.kubectl()
                .ok(
                        "-n",
                        "shop",
                        "patch",
                        "pod",
                        "debugged",
                        "--subresource=ephemeralcontainers",
                        "-p",
                        """
                        {"spec": {"ephemeralContainers": [{
                          "name": "debug", "image": "busybox:1", "targetContainerName": "migrate-default",
                          "volumeMounts": [{"name": "migrate-files-default", "mountPath": "/sql"}]}]}}
                        """);

        Pod debugged = client.pods().inNamespace("shop").withName("debugged").get();
        assertThat(debugged.getSpec().getEphemeralContainers()).hasSize(1);
        assertThat(webhook.admissions("debugged")).isEqualTo(before);
    }
}
