package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The chart as both versions of Helm render it, beside the manifests as kustomize renders them. A
/// folder of `src/test/resources/chart` has values for the one and a kustomization for the other;
/// no cluster is needed.
class ChartTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path CASES = Path.of("src/test/resources/chart");

    /// The labels of a Helm release, on every object of the chart.
    private static final List<String> LABELS =
            List.of(
                    "app.kubernetes.io/instance",
                    "app.kubernetes.io/managed-by",
                    "app.kubernetes.io/version",
                    "helm.sh/chart");

    private static final String KEPT = "helm.sh/resource-policy";

    @TempDir private Path work;

    private static List<JsonNode> documents(String text) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    /// Each combination of values with each version of Helm.
    private static Stream<Object[]> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.map(each -> each.getFileName().toString()).sorted().toList().stream()
                    .flatMap(each -> Stream.of(new Object[] {each, 3}, new Object[] {each, 4}));
        }
    }

    private String template(int version, String name) throws IOException, InterruptedException {
        return Helm.ofNoCluster(version, work)
                .chartOk(
                        "template",
                        "--skip-tests",
                        "--values=" + CASES.resolve(name).resolve("values.yaml").toAbsolutePath());
    }

    @ParameterizedTest(name = "{0}, Helm {1}")
    @MethodSource("cases")
    void theChartIsTheManifests(String name, int version) throws IOException, InterruptedException {
        Map<String, JsonNode> chart = byName(documents(template(version, name)));
        chart.forEach((_, object) -> removeHelms(object));
        Map<String, JsonNode> manifests = byName(documents(kustomized(name)));
        assertThat(manifests.remove("v1 Namespace migrate-io-system"))
                .as("Helm creates the namespace")
                .isNotNull();
        assertThat(chart.keySet()).isEqualTo(manifests.keySet());
        chart.forEach((key, object) -> assertThat(object).as(key).isEqualTo(manifests.get(key)));
    }

    /// Removes what only the chart has: four labels from each object, and an annotation from the
    /// CustomResourceDefinitions.
    private static void removeHelms(JsonNode object) {
        var metadata = (ObjectNode) object.path("metadata");
        var labels = (ObjectNode) metadata.path("labels");
        assertThat(LABELS).allMatch(labels::has);
        labels.remove(LABELS);
        if (object.path("kind").asText().equals("CustomResourceDefinition")) {
            var annotations = (ObjectNode) metadata.path("annotations");
            assertThat(annotations.remove(KEPT).asText()).isEqualTo("keep");
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
    }

    private static Map<String, JsonNode> byName(List<JsonNode> objects) {
        var byName = new TreeMap<String, JsonNode>();
        for (JsonNode each : objects) {
            String key =
                    "%s %s %s"
                            .formatted(
                                    each.path("apiVersion").asText(),
                                    each.path("kind").asText(),
                                    each.at("/metadata/name").asText());
            assertThat(byName.put(key, each)).as("a second %s", key).isNull();
        }
        return byName;
    }

    private String kustomized(String name) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.toRealPath().resolve("mine"));
        for (String each : List.of("cert-manager", "host-network")) {
            component(each, Files.createDirectory(folder.resolve(each)));
        }
        String text = Files.readString(CASES.resolve(name).resolve("kustomization.yaml"));
        Path manifests = folder.relativize(ProjectRoot.root().resolve("manifests"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                text.replace("../manifests/", manifests + "/"));
        return Cluster.present(Kubectl.ofNoCluster(work), "kubectl")
                .ok("kustomize", folder.toString());
    }

    /// Makes a component of an overlay, so that it can be combined with others.
    private static void component(String overlay, Path folder) throws IOException {
        Path source = ProjectRoot.root().resolve("manifests/overlays").resolve(overlay);
        try (var files = Files.list(source)) {
            for (Path each : files.toList()) {
                String text =
                        Files.readString(each)
                                .replace(
                                        "kustomize.config.k8s.io/v1beta1",
                                        "kustomize.config.k8s.io/v1alpha1")
                                .replace("kind: Kustomization", "kind: Component")
                                .replace("resources:\n  - ../../base\n", "resources:\n")
                                .replace("resources:\npatches:", "patches:");
                Files.writeString(folder.resolve(each.getFileName()), text);
            }
        }
    }

    /// An upgrade erases neither what the webhook writes nor what cert-manager does.
    @ParameterizedTest(name = "{0}, Helm {1}")
    @MethodSource("cases")
    void nothingThatOthersWriteIsDeclared(String name, int version)
            throws IOException, InterruptedException {
        List<JsonNode> objects = documents(template(version, name));
        assertThat(objects).isNotEmpty().noneMatch(each -> each.findValue("caBundle") != null);
        assertThat(objects)
                .filteredOn(each -> each.path("kind").asText().equals("Secret"))
                .noneMatch(each -> each.has("data") || each.has("stringData"));
    }

    @ParameterizedTest(name = "{0}, Helm {1}")
    @MethodSource("cases")
    void lintFindsNothing(String name, int version) throws IOException, InterruptedException {
        String output =
                Helm.ofNoCluster(version, work)
                        .ok(
                                "lint",
                                "--strict",
                                Helm.CHART,
                                "--namespace=" + Installation.NAMESPACE,
                                "--values="
                                        + CASES.resolve(name)
                                                .resolve("values.yaml")
                                                .toAbsolutePath());
        assertThat(output).contains("1 chart(s) linted, 0 chart(s) failed").doesNotContain("WARN");
    }

    /// A disruption budget of one replica would block the draining of its Node for ever.
    @Test
    void oneReplicaHasNoDisruptionBudget() throws IOException, InterruptedException {
        Helm helm = Helm.ofNoCluster(4, work);
        assertThat(helm.chartOk("template", "--set=replicas=1"))
                .doesNotContain("kind: PodDisruptionBudget");
        assertThat(helm.chartOk("template", "--set=replicas=2"))
                .contains("kind: PodDisruptionBudget");
    }

    /// `make render` copies them.
    @Test
    void theFilesAreThoseOfTheManifests() throws IOException {
        Path manifests = ProjectRoot.root().resolve("manifests");
        Path files = ProjectRoot.root().resolve(Helm.CHART).resolve("files");
        assertThat(contents(files.resolve("crds")))
                .hasSize(2)
                .isEqualTo(contents(manifests.resolve("base/crds")));
        assertThat(List.of("rules.yaml", "dashboard.json"))
                .allSatisfy(each ->
                        assertThat(files.resolve(each))
                                .hasSameTextualContentAs(
                                        manifests.resolve("overlays/monitoring").resolve(each)));
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                contents.put(each.getFileName().toString(), Files.readString(each));
            }
        }
        return contents;
    }

    @Test
    void theChartHasTheVersionOfTheBuild() throws IOException {
        String pom = Files.readString(ProjectRoot.root().resolve("pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>([^<]+)</version>.*", "$1");
        JsonNode chart = Yaml.read(ProjectRoot.root().resolve(Helm.CHART).resolve("Chart.yaml"));
        assertThat(chart.path("version").asText()).isEqualTo(version);
        assertThat(chart.path("appVersion").asText()).isEqualTo(version);
    }
}
