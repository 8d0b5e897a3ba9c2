package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sample's chart, deployed on a real API server as people do it: installed by Helm, rendered
/// and applied as Argo CD does, and with kustomize. On a Node, `SampleTest` runs the Deployment
/// that `AppChartTest` holds equal to the chart's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppChartDeploymentTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CLOSED =
            "admission webhook \"workloads.check.migrate.io\" denied the request:"
                    + " migrate.io/database-secret: is not allowed on Pods under policy default,"
                    + " which allows source, target";

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private final List<AppChart> charts = new ArrayList<>();
    private KubernetesClient client;
    private Kubectl kubectl;
    private Path work;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        work = folder;
        for (Helm helm : AppChart.programs(work)) {
            charts.add(AppChart.sample(helm));
        }
        cluster = Cluster.start(work);
        cluster.requireControllers();
        client = cluster.client();
        kubectl = cluster.kubectl();
        webhook = Webhook.start(work, policies());
        cluster.namespace("probe", Map.of());
        Installation.register(client, "probe", webhook);
        checkWorkloads();
    }

    /// The sample's policy for one namespace, whose Pods cannot choose the Secret.
    private Path policies() throws IOException {
        Path policies = Files.createDirectory(work.resolve("policies"));
        for (AppChart chart : charts) {
            ObjectNode policy = Yaml.read(ProjectRoot.sample().resolve("policy.yaml"));
            String namespace = "closed-" + name(chart);
            policy.withObject("/metadata").put("namespace", namespace);
            Files.writeString(policies.resolve(namespace + ".yaml"), Yaml.write(policy));
        }
        return policies;
    }

    private void checkWorkloads() throws IOException {
        ValidatingWebhookConfiguration configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(
                                        ProjectRoot.root()
                                                .resolve("manifests/base/validating-webhook.yaml")),
                                ValidatingWebhookConfiguration.class);
        Installation.redirect(
                configuration.getWebhooks().getFirst().getClientConfig(),
                webhook.uri().resolve("/workloads"),
                Files.readString(webhook.caFile()));
        client.resource(configuration).create();
        String misplaced =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: probe}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: probe}}
                  template:
                    metadata: {labels: {app: probe}, annotations: {migrate.io/enabled: "maybe"}}
                    spec: {containers: [{name: api, image: "registry.example.com/api:1"}]}
                """;
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> kubectl.apply("probe", misplaced, "--dry-run=server").exit() == 1);
    }

    private static String name(AppChart chart) {
        return chart.program();
    }

    private String namespace(String name) {
        cluster.namespace(name, Map.of());
        return name;
    }

    private AppChart.Run install(AppChart chart, String namespace, String... values)
            throws IOException, InterruptedException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "install",
                                "api",
                                chart.folder().toString(),
                                "-n",
                                namespace,
                                "--kubeconfig=" + kubectl.kubeconfig()));
        arguments.addAll(List.of(values));
        return chart.run(arguments.toArray(String[]::new));
    }

    private void assertInstalled(AppChart chart, String namespace, String... values)
            throws IOException, InterruptedException {
        AppChart.Run run = install(chart, namespace, values);
        assertThat(run.exit()).as(run.output()).isZero();
    }

    private static String policyValues(AppChart chart) {
        return "--values=" + chart.folder().resolve("values-policy.yaml");
    }

    /// A Pod of the Deployment, without what differs from Pod to Pod and between namespaces.
    private JsonNode pod(String namespace) throws IOException {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !client.pods().inNamespace(namespace).list().getItems().isEmpty());
        Pod pod = client.pods().inNamespace(namespace).list().getItems().getFirst();
        String text = client.getKubernetesSerialization().asJson(pod);
        JsonNode tree =
                JSON.readTree(text.replaceAll("kube-api-access-[a-z0-9]{5}", "kube-api-access"));
        ObjectNode comparable = JSON.createObjectNode();
        comparable.set("annotations", tree.at("/metadata/annotations"));
        comparable.set("labels", tree.at("/metadata/labels"));
        comparable.set("spec", tree.path("spec"));
        return comparable;
    }

    private void applied(String namespace, String manifest)
            throws IOException, InterruptedException {
        Kubectl.Run run = kubectl.apply(namespace, manifest, "--server-side");
        assertThat(run.exit()).as(run.output()).isZero();
    }

    /// Renders as Argo CD does, without access to the cluster.
    private static String rendered(AppChart chart, String namespace)
            throws IOException, InterruptedException {
        return chart.ok("template", "api", chart.folder().toString(), "-n", namespace);
    }

    private String kustomized(AppChart chart, String namespace)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.resolve(namespace));
        Files.writeString(folder.resolve("rendered.yaml"), rendered(chart, "default"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "namespace: %s\nresources: [rendered.yaml]\n".formatted(namespace));
        return kubectl.ok("kustomize", folder.toString());
    }

    /// Lets kustomize call Helm. It calls it as Helm 3, of which Helm 4 refuses a flag.
    private String inflated(AppChart chart, String namespace)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.resolve(namespace));
        Folders.copy(chart.folder(), folder.resolve("charts/web-shop"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "helmCharts: [{name: web-shop, releaseName: api, namespace: %s}]\n"
                        .formatted(namespace));
        return kubectl.ok(
                "kustomize",
                "--enable-helm",
                "--helm-command=" + chart.helm().program(),
                folder.toString());
    }

    @Test
    void everyWayResultsInTheSamePod() throws IOException, InterruptedException {
        Map<String, JsonNode> pods = new LinkedHashMap<>();
        for (AppChart chart : charts) {
            String installed = namespace("installed-" + name(chart));
            assertInstalled(chart, installed);
            pods.put(installed, pod(installed));

            String rendered = namespace("rendered-" + name(chart));
            applied(rendered, rendered(chart, rendered));
            pods.put(rendered, pod(rendered));

            String kustomized = namespace("kustomized-" + name(chart));
            applied(kustomized, kustomized(chart, kustomized));
            pods.put(kustomized, pod(kustomized));

            if (chart.ok("version", "--short").startsWith("v3.")) {
                String inflated = namespace("inflated-" + name(chart));
                applied(inflated, inflated(chart, inflated));
                pods.put(inflated, pod(inflated));
            }
        }
        JsonNode first = pods.values().iterator().next();
        assertThat(first.at("/spec/initContainers").findValuesAsText("name"))
                .contains("migrate-files-default", "migrate-default");
        assertThat(first.at("/spec/initContainers/1/env/0/valueFrom/secretKeyRef").toString())
                .isEqualTo("{\"key\":\"database-url\",\"name\":\"db-credentials\"}");
        assertThat(pods)
                .hasSizeBetween(3 * charts.size(), 4 * charts.size())
                .allSatisfy((_, each) -> assertThat(each).isEqualTo(first));
    }

    /// Helm sends the same template again, so there is no rollout.
    @Test
    void anUpgradeWithTheSameValuesChangesNothing() throws IOException, InterruptedException {
        for (AppChart chart : charts) {
            String namespace = namespace("upgraded-" + name(chart));
            assertInstalled(chart, namespace);
            pod(namespace);
            String upgrade = "--kubeconfig=" + kubectl.kubeconfig();
            String folder = chart.folder().toString();
            chart.ok("upgrade", "api", folder, "-n", namespace, upgrade);
            assertThat(generation(namespace)).isEqualTo(1);
            chart.ok(
                    "upgrade",
                    "api",
                    folder,
                    "-n",
                    namespace,
                    upgrade,
                    "--set=migration.run.timeout=9m");
            assertThat(generation(namespace)).as("the negative control").isEqualTo(2);
        }
    }

    private long generation(String namespace) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("api")
                .get()
                .getMetadata()
                .getGeneration();
    }

    @Test
    void aPolicyThatDoesNotOpenTheSecret() throws IOException, InterruptedException {
        for (AppChart chart : charts) {
            String namespace = namespace("closed-" + name(chart));
            AppChart.Run refused = install(chart, namespace, "--dry-run=server");
            assertThat(refused.exit()).as("rendering asks no webhook").isZero();
            refused = install(chart, namespace);
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.output()).contains(CLOSED);
            assertThat(Files.readString(AppChart.FOLDER.resolve("README.md"))).contains(CLOSED);
            chart.ok("uninstall", "api", "-n", namespace, "--kubeconfig=" + kubectl.kubeconfig());

            assertInstalled(chart, namespace, policyValues(chart));
            JsonNode pod = pod(namespace);
            assertThat(pod.at("/spec/initContainers/1/name").asText()).isEqualTo("migrate-default");
            assertThat(pod.at("/annotations").has("migrate.io/database-secret")).isFalse();
            assertThat(pod.at("/labels/migrate.io~1db-access").asText()).isEqualTo("shop");
        }
    }

    @Test
    void withoutMigrationThePodIsTheApplications() throws IOException, InterruptedException {
        for (AppChart chart : charts) {
            String namespace = namespace("disabled-" + name(chart));
            assertInstalled(chart, namespace, "--set=migration.enabled=false");
            JsonNode pod = pod(namespace);
            assertThat(pod.at("/spec").has("initContainers")).isFalse();
            assertThat(pod.toString()).doesNotContain("migrate.io");
        }
    }
}
