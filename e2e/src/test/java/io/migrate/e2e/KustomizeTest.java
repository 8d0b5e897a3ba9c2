package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The manifests as `kubectl kustomize` renders them; no cluster is needed.
class KustomizeTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Kubectl kubectl;

    @BeforeEach
    void find(@TempDir Path work) throws IOException {
        kubectl = Cluster.present(Kubectl.ofNoCluster(work), "kubectl");
    }

    private static List<JsonNode> documents(String text) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll();
        }
    }

    private List<JsonNode> rendered(String folder) throws IOException, InterruptedException {
        return documents(kubectl.ok("kustomize", folder));
    }

    private static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(each ->
                        each.path("kind").asText().equals(kind)
                                && each.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    @Test
    void installYamlMatchesTheBase() throws IOException, InterruptedException {
        String file = Files.readString(ProjectRoot.root().resolve("manifests/install.yaml"));
        assertThat(documents(file))
                .as("kubectl kustomize manifests/base, below the first line of install.yaml")
                .isEqualTo(rendered("manifests/base"));
    }

    /// Replaces both images with `images:` of a kustomization on top of the base.
    @Test
    void imagesAlsoReplacesTheMigratorsImage(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path base = folder.toRealPath().relativize(ProjectRoot.root().resolve("manifests/base"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                """
                resources: [%s]
                images:
                  - {name: ghcr.io/migrate-io/webhook, newName: registry.corp/webhook, newTag: "7"}
                  - {name: ghcr.io/migrate-io/migrator, newName: registry.corp/migrator, newTag: "8"}
                """
                        .formatted(base));
        List<JsonNode> objects = rendered(folder.toString());
        assertThat(List.of("webhook", "observer"))
                .allSatisfy(each -> {
                    JsonNode container =
                            named(objects, "Deployment", "migrate-io-" + each)
                                    .at("/spec/template/spec/containers/0");
                    assertThat(container.path("image").asText())
                            .isEqualTo("registry.corp/webhook:7");
                    assertThat(container.path("args").toString())
                            .contains("--migrator-image=$(MIGRATOR_IMAGE)");
                    assertThat(container.at("/env/0/name").asText()).isEqualTo("MIGRATOR_IMAGE");
                    assertThat(container.at("/env/0/value").asText())
                            .isEqualTo("registry.corp/migrator:8");
                });
        assertThat(objects.toString()).doesNotContain("ghcr.io");
    }

    /// Services, disruption budgets and network policies select only their own Pods.
    @Test
    void selectorsMatchOnlyTheirOwnPods() throws IOException, InterruptedException {
        List<JsonNode> objects = rendered("manifests/base");
        JsonNode webhook = named(objects, "Deployment", "migrate-io-webhook");
        JsonNode observer = named(objects, "Deployment", "migrate-io-observer");
        List<JsonNode> selectors =
                List.of(
                        webhook.at("/spec/selector/matchLabels"),
                        named(objects, "Service", "migrate-io-webhook").at("/spec/selector"),
                        named(objects, "PodDisruptionBudget", "migrate-io-webhook")
                                .at("/spec/selector/matchLabels"),
                        named(objects, "NetworkPolicy", "migrate-io-webhook")
                                .at("/spec/podSelector/matchLabels"));
        assertThat(selectors)
                .allSatisfy(each -> {
                    assertThat(selects(each, webhook)).isTrue();
                    assertThat(selects(each, observer)).isFalse();
                });
        List<JsonNode> itsSelectors =
                List.of(
                        observer.at("/spec/selector/matchLabels"),
                        named(objects, "Service", "migrate-io-observer").at("/spec/selector"),
                        named(objects, "NetworkPolicy", "migrate-io-observer")
                                .at("/spec/podSelector/matchLabels"));
        assertThat(itsSelectors)
                .allSatisfy(each -> {
                    assertThat(selects(each, observer)).isTrue();
                    assertThat(selects(each, webhook)).isFalse();
                });
    }

    private static boolean selects(JsonNode selector, JsonNode deployment) {
        Map<String, String> labels =
                deployment
                        .at("/spec/template/metadata/labels")
                        .propertyStream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asText()));
        return !selector.isEmpty()
                && selector.propertyStream()
                        .allMatch(
                                each -> each.getValue().asText().equals(labels.get(each.getKey())));
    }

    /// The scraped port exists and is not the port that API servers call.
    @Test
    void monitoringScrapesTheWebhook() throws IOException, InterruptedException {
        List<JsonNode> base = rendered("manifests/base");
        JsonNode service = named(base, "Service", "migrate-io-webhook");
        JsonNode monitor =
                named(
                        rendered("manifests/overlays/monitoring"),
                        "ServiceMonitor",
                        "migrate-io-webhook");
        assertThat(monitor.at("/spec/selector/matchLabels").propertyStream())
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(service.at("/metadata/labels/" + slashed(each.getKey())))
                                .isEqualTo(each.getValue()));
        String port = monitor.at("/spec/endpoints/0/port").asText();
        assertThat(service.at("/spec/ports").findValuesAsText("name")).contains(port);
        assertThat(port).isEqualTo("metrics");
    }

    @Test
    void monitoringScrapesTheObserver() throws IOException, InterruptedException {
        JsonNode deployment =
                named(rendered("manifests/base"), "Deployment", "migrate-io-observer");
        JsonNode monitor =
                named(
                        rendered("manifests/overlays/monitoring"),
                        "PodMonitor",
                        "migrate-io-observer");
        assertThat(selects(monitor.at("/spec/selector/matchLabels"), deployment)).isTrue();
        JsonNode endpoint = monitor.at("/spec/podMetricsEndpoints/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("metrics");
        assertThat(deployment.at("/spec/template/spec/containers/0/ports"))
                .anyMatch(each -> each.path("name").asText().equals("metrics"));
        assertThat(endpoint.path("honorLabels").asBoolean())
                .as("without honorLabels every migration would have the observer's namespace")
                .isTrue();
    }

    /// Grafana's sidecar finds it by its label.
    @Test
    void theDashboardIsLabelledForGrafana() throws IOException, InterruptedException {
        JsonNode map =
                named(
                        rendered("manifests/overlays/monitoring"),
                        "ConfigMap",
                        "migrate-io-dashboard");
        assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(map.at("/data/migrate-io.json").asText()).startsWith("{").contains("panels");
    }

    private static String slashed(String key) {
        return key.replace("/", "~1");
    }

    /// Everything else is as in the base, so that applying the base turns it off.
    @Test
    void clientCertificatesOnlyMountTheAuthority() throws IOException, InterruptedException {
        List<JsonNode> objects = rendered("manifests/overlays/client-certificates");
        JsonNode deployment = named(objects, "Deployment", "migrate-io-webhook");
        assertTrustsClientAuthority(deployment);
        var pod = (ObjectNode) deployment.at("/spec/template/spec");
        var container = (ObjectNode) pod.at("/containers/0");
        pod.remove("volumes");
        container.remove("volumeMounts");
        var arguments = (ArrayNode) container.path("args");
        arguments.remove(arguments.size() - 1);
        assertThat(objects).isEqualTo(rendered("manifests/base"));
    }

    private static void assertTrustsClientAuthority(JsonNode deployment) {
        JsonNode pod = deployment.at("/spec/template/spec");
        assertThat(pod.at("/containers/0/args").valueStream().map(JsonNode::asText))
                .contains("--client-ca-file=/client-ca/ca.crt");
        assertThat(pod.at("/containers/0/volumeMounts"))
                .anySatisfy(each -> {
                    assertThat(each.path("name").asText()).isEqualTo("client-ca");
                    assertThat(each.path("mountPath").asText()).isEqualTo("/client-ca");
                });
        assertThat(pod.path("volumes"))
                .anySatisfy(each -> {
                    assertThat(each.path("name").asText()).isEqualTo("client-ca");
                    assertThat(each.at("/configMap/name").asText())
                            .isEqualTo("migrate-io-webhook-client-ca");
                });
    }

    /// The kustomizations in the documentation.
    @Test
    void clientCertificatesCanBeReportedAndCombined(@TempDir Path folder)
            throws IOException, InterruptedException {
        JsonNode reporting =
                named(documented("report", folder), "Deployment", "migrate-io-webhook");
        assertTrustsClientAuthority(reporting);
        assertThat(reporting.at("/spec/template/spec/containers/0/args").toString())
                .contains("\"--client-mode=report\"");
        JsonNode combined =
                named(documented("component", folder), "Deployment", "migrate-io-webhook");
        assertTrustsClientAuthority(combined);
        assertThat(combined.at("/spec/template/spec/containers/0/args").toString())
                .contains("\"--tls-dir=/tls\"");
        assertThat(combined.at("/spec/template/spec/volumes").findValuesAsText("name"))
                .contains("tls", "client-ca");
    }

    @Test
    void addressesOfApiServersCanBeSet(@TempDir Path folder)
            throws IOException, InterruptedException {
        List<JsonNode> objects = documented("addresses", folder);
        JsonNode webhook = named(objects, "NetworkPolicy", "migrate-io-webhook").path("spec");
        JsonNode observer = named(objects, "NetworkPolicy", "migrate-io-observer").path("spec");
        assertThat(
                        List.of(
                                webhook.at("/ingress/0/from"),
                                webhook.at("/egress/0/to"),
                                observer.at("/egress/0/to")))
                .allMatch(each -> each.toString().contains("\"192.0.2.0/28\""));
        assertThat(webhook.at("/ingress/0/ports/0/port").asText()).isEqualTo("https");
        assertThat(List.of(webhook.at("/ingress/1"), observer.at("/ingress/0")))
                .allSatisfy(each -> {
                    assertThat(each.at("/ports/0/port").asText()).isEqualTo("metrics");
                    assertThat(each.path("from").toString()).contains("monitoring");
                });
        assertThat(webhook.path("ingress")).hasSize(2);
        assertThat(observer.path("ingress")).hasSize(1);
    }

    /// Renders a kustomization of the page about client certificates.
    private List<JsonNode> documented(String name, Path folder)
            throws IOException, InterruptedException {
        Path root = folder.toRealPath().relativize(ProjectRoot.root());
        String page = Files.readString(ProjectRoot.root().resolve("docs/client-certificates.md"));
        String text = page.split("<!-- " + name + " -->\n```yaml\n", -1)[1].split("```", 2)[0];
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                text.replace("../manifests/", root + "/manifests/"));
        return rendered(folder.toString());
    }

    /// The guard policy has the same exclusions as the webhook.
    @Test
    void theGuardHasTheSameExclusions() throws IOException, InterruptedException {
        JsonNode webhook =
                named(
                                rendered("manifests/base"),
                                "MutatingWebhookConfiguration",
                                "migrate-io-injector")
                        .at("/webhooks/0");
        JsonNode guard =
                named(
                                rendered("manifests/overlays/guard"),
                                "ValidatingAdmissionPolicy",
                                "migrate-io-guard")
                        .path("spec");
        assertThat(List.of("namespaceSelector", "objectSelector"))
                .allSatisfy(each ->
                        assertThat(guard.path("matchConstraints").path(each))
                                .isNotEmpty()
                                .isEqualTo(webhook.path(each)));
        assertThat(guard.path("matchConditions").get(1))
                .isEqualTo(webhook.path("matchConditions").get(1));
        assertThat(guard.path("matchConditions").get(2))
                .isEqualTo(webhook.path("matchConditions").get(2));
    }

    /// The label guard covers exactly what the webhook is not asked about: an exclusion that is
    /// added to the one must be added to the other.
    @Test
    void theLabelGuardKnowsAllExclusions() throws IOException, InterruptedException {
        List<JsonNode> objects = rendered("manifests/base");
        JsonNode webhook =
                named(objects, "MutatingWebhookConfiguration", "migrate-io-injector")
                        .at("/webhooks/0");
        Map<String, String> variables =
                named(objects, "ValidatingAdmissionPolicy", "migrate-io-labels")
                        .at("/spec/variables")
                        .valueStream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.path("name").asText(),
                                        each -> each.path("expression").asText()));
        JsonNode namespaces = webhook.at("/namespaceSelector/matchExpressions");
        JsonNode pods = webhook.at("/objectSelector/matchExpressions");
        assertThat(namespaces).hasSize(2);
        assertThat(pods).hasSize(1);
        assertThat(variables)
                .containsEntry(
                        "isInExcludedNamespace", "request.namespace in " + celOf(namespaces.get(0)))
                .containsEntry(
                        "isInOptedOutNamespace",
                        "has(namespaceObject.metadata.labels) && "
                                + hasLabel("namespaceObject", namespaces.get(1)))
                .containsEntry("isOptedOut", hasLabel("object", pods.get(0)));
        assertThat(webhook.path("matchConditions").valueStream().skip(1))
                .extracting(each -> each.path("expression").asText())
                .containsExactly(variables.get("isNotMirrorPod"), variables.get("isNotForWindows"));
        assertThat(variables.get("exclusion"))
                .contains(
                        "variables.isOptedOut ?",
                        "variables.isInOptedOutNamespace ?",
                        "variables.isInExcludedNamespace ?",
                        "!variables.isNotMirrorPod ?",
                        "!variables.isNotForWindows ?");
    }

    /// The values of a `NotIn` as a list in CEL.
    private static String celOf(JsonNode notIn) {
        assertThat(notIn.path("operator").asText()).isEqualTo("NotIn");
        return notIn.path("values")
                .valueStream()
                .map(each -> "'" + each.asText() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String hasLabel(String object, JsonNode notIn) {
        return "'%1$s' in %2$s.metadata.labels && %2$s.metadata.labels['%1$s'] in %3$s"
                .formatted(notIn.path("key").asText(), object, celOf(notIn));
    }

    /// The base contains nothing that applying it again would erase, and nothing that depends on
    /// other objects.
    @Test
    void theBaseHasNoDataBundlesOrPolicies() throws IOException, InterruptedException {
        List<JsonNode> objects = rendered("manifests/base");
        JsonNode secret = named(objects, "Secret", "migrate-io-webhook-ca");
        assertThat(Stream.of("data", "stringData")).noneMatch(secret::has);
        assertThat(objects.toString()).doesNotContain("\"caBundle\"");
        assertThat(objects)
                .extracting(each -> each.path("apiVersion").asText())
                .noneMatch(each -> each.startsWith("migrate.io/"));
    }

    /// With certificates from elsewhere, the webhook's account only reads what decisions need.
    @Test
    void certManagerTakesTheRightsToWriteAway() throws IOException, InterruptedException {
        List<JsonNode> objects = rendered("manifests/overlays/cert-manager");
        assertThat(verbs(named(objects, "ClusterRole", "migrate-io-webhook")))
                .containsExactlyInAnyOrder("list", "watch");
        assertThat(verbs(named(rendered("manifests/base"), "ClusterRole", "migrate-io-webhook")))
                .as("negative control")
                .contains("patch");
        assertThat(objects)
                .extracting(each ->
                        each.path("kind").asText() + " " + each.at("/metadata/name").asText())
                .doesNotContain(
                        "Role migrate-io-webhook",
                        "RoleBinding migrate-io-webhook",
                        "Secret migrate-io-webhook-ca");
    }

    private static Set<String> verbs(JsonNode role) {
        var verbs = new TreeSet<String>();
        role.path("rules").forEach(rule -> rule.path("verbs").forEach(v -> verbs.add(v.asText())));
        return verbs;
    }

    /// The images have the version of this build.
    @Test
    void imagesAreOfThisVersion() throws IOException, InterruptedException {
        String pom = Files.readString(ProjectRoot.root().resolve("pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        var images = new ArrayList<String>();
        for (JsonNode each : rendered("manifests/base")) {
            each.findValues("image").forEach(image -> images.add(image.asText()));
            each.findParents("name").stream()
                    .filter(env -> env.path("name").asText().equals("MIGRATOR_IMAGE"))
                    .forEach(env -> images.add(env.path("value").asText()));
        }
        images.removeIf(String::isEmpty);
        assertThat(images)
                .containsExactlyInAnyOrder(
                        "ghcr.io/migrate-io/webhook:" + version,
                        "ghcr.io/migrate-io/webhook:" + version,
                        "ghcr.io/migrate-io/migrator:" + version,
                        "ghcr.io/migrate-io/migrator:" + version);
    }
}
