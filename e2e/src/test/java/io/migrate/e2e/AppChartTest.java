package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Values of an application's chart, and the annotations or the error that they become. Each folder
/// of `app-chart` is a case: `values.yaml`, and `annotations.yaml` or `error.txt`, which
/// `-Drefresh=1` writes. Read them: they are the assertion.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppChartTest {
    private static final Path CASES = Path.of("src/test/resources/app-chart");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String PASSWORD = "hunter2";

    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: api
              annotations:
                {{- include "migrate-io-app.annotations" . | nindent 4 }}
            spec:
              initContainers:
                - {name: cloud-sql-proxy, image: "registry.example.com/proxy:1", restartPolicy: Always}
                - {name: istio-init, image: "registry.example.com/istio:1"}
              containers: [{name: api, image: "registry.example.com/shop/api:1.4.0"}]
            """;

    private final List<AppChart> charts = new ArrayList<>();

    @BeforeAll
    void build(@TempDir Path work) throws IOException, InterruptedException {
        for (Helm helm : AppChart.programs(work)) {
            AppChart chart = AppChart.sample(helm);
            chart.write("templates/deployment.yaml", POD);
            chart.write("values.yaml", "");
            charts.add(chart);
        }
    }

    @TestFactory
    List<DynamicTest> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.sorted()
                    .map(each ->
                            DynamicTest.dynamicTest(
                                    each.getFileName().toString(), () -> check(each)))
                    .toList();
        }
    }

    private void check(Path folder) throws IOException, InterruptedException {
        for (AppChart chart : charts) {
            AppChart.Run run =
                    chart.template("--values=" + folder.resolve("values.yaml").toAbsolutePath());
            assertThat(run.output()).doesNotContain(PASSWORD);
            if (run.exit() == 0) {
                compare(folder, "annotations.yaml", annotations(run.output()), "error.txt");
            } else {
                compare(folder, "error.txt", problems(run.output()), "annotations.yaml");
            }
        }
    }

    private static void compare(Path folder, String golden, String actual, String other)
            throws IOException {
        if (System.getProperty("refresh") != null) {
            Files.writeString(folder.resolve(golden), actual);
            Files.deleteIfExists(folder.resolve(other));
        }
        assertThat(folder.resolve(other)).doesNotExist();
        assertThat(folder.resolve(golden)).hasContent(actual);
    }

    /// The lines of the chart, without what Helm writes around them.
    private static String problems(String output) {
        assertThat(output).contains("execution error at (web-shop/templates/deployment.yaml:");
        String problems =
                output.lines()
                        .filter(each -> each.matches("migrat[-.\\[\\]\\w]*: .*"))
                        .collect(Collectors.joining("\n", "", "\n"));
        assertThat(problems).isNotBlank();
        return problems;
    }

    /// The annotations, which the webhook must understand.
    private static String annotations(String output) throws IOException {
        var pod = (ObjectNode) YAML.readTree(output);
        String annotations = Yaml.write(pod.at("/metadata/annotations"));
        if (pod.at("/metadata/annotations") instanceof ObjectNode written
                && !written.has("migrate.io/policy")) {
            written.putIfAbsent("migrate.io/source", TextNode.valueOf("migrator"));
            var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
            assertThat(Injector.inject(pod, Namespace.named("shop"), policies))
                    .isInstanceOf(Verdict.Injected.class);
        }
        return annotations;
    }

    @Test
    void theCasesWriteEveryAnnotation() throws IOException {
        var written = new TreeSet<String>();
        try (var files = Files.walk(CASES)) {
            for (Path each : files.filter(file -> file.endsWith("annotations.yaml")).toList()) {
                YAML.readTree(each.toFile()).fieldNames().forEachRemaining(written::add);
            }
        }
        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Stream.of("enabled", "policy"),
                                        Fields.annotated()
                                                .map(field -> field.annotation().orElseThrow()))
                                .map(Fields.PREFIX::concat)
                                .toList());
    }

    /// One rendering prints which of these texts the chart accepts for each setting.
    @Test
    void theChartAcceptsWhatTheWebhookAccepts() throws IOException, InterruptedException {
        List<String> texts = Files.readAllLines(CASES.resolveSibling("app-chart-texts.txt"));
        String expected =
                Fields.annotated()
                        .flatMap(field -> texts.stream().map(text -> line(field, text)))
                        .collect(Collectors.joining());
        for (AppChart chart : charts) {
            chart.write("texts.txt", String.join("\n", texts));
            chart.write(
                    "templates/deployment.yaml",
                    """
                    {{- $registry := include "migrate-io-app.registry" . | fromYaml }}
                    {{- range $setting := $registry.settings }}
                    {{- if not (has $setting.annotation (list "enabled" "policy")) }}
                    {{- range $text := $.Files.Get "texts.txt" | splitList "\\n" }}
                    {{- $state := dict "problems" list "registry" $registry "createSecret" "" }}
                    {{- include "migrate-io-app.check" (list $state $setting "it" $text) }}
                    # setting {{ $setting.annotation }} {{ $text }} {{ not $state.problems }}
                    {{- end }}{{ end }}{{ end }}
                    """);
            String output = chart.template().output();
            chart.write("templates/deployment.yaml", POD);
            assertThat(
                            output.lines()
                                    .filter(each -> each.startsWith("# setting "))
                                    .map(each -> each + "\n")
                                    .collect(Collectors.joining()))
                    .isEqualTo(expected)
                    .contains(" true\n", " false\n");
        }
    }

    private static String line(Field<?> field, String text) {
        return "# setting %s %s %s\n"
                .formatted(
                        field.annotation().orElseThrow(),
                        text,
                        field.type().parse().apply(text).isPresent());
    }

    /// The sample is the one of `manifests/samples`; without the policy, its annotations name the
    /// Secret.
    @Test
    void theSampleIsTheSameDeployment(@TempDir Path work) throws IOException, InterruptedException {
        ObjectNode plain = Yaml.read(ProjectRoot.sample().resolve("deployment.yaml"));
        for (Helm helm : AppChart.programs(work)) {
            AppChart sample = AppChart.sample(helm);
            String values = sample.folder().resolve("values-policy.yaml").toString();
            assertThat(YAML.readTree(sample.template("--values=" + values).output()))
                    .isEqualTo(plain);
            ObjectNode named = plain.deepCopy();
            named.withObject("/spec/template/metadata/annotations")
                    .put("migrate.io/database-secret", "db-credentials/database-url");
            assertThat(YAML.readTree(sample.template().output())).isEqualTo(named);
        }
    }

    /// A block of one workload, below its name.
    @Test
    void oneOfSeveralWorkloads() throws IOException, InterruptedException {
        for (AppChart chart : charts) {
            chart.write("values.yaml", "worker: {migration: {enabled: true, source: migrator}}");
            chart.write(
                    "templates/deployment.yaml",
                    POD.replace(
                            "\" .", "\" (dict \"Values\" .Values.worker \"Release\" .Release)"));
            AppChart.Run run = chart.template();
            AppChart.Run refused =
                    chart.template("--set=worker.migration.env={name: DATABASE_URL, value: x}");
            chart.write("templates/deployment.yaml", POD);
            chart.write("values.yaml", "");
            assertThat(annotations(run.output())).contains("migrate.io/source: migrator");
            assertThat(problems(refused.output())).startsWith("migration.env[0]");
        }
    }

    @Test
    void helmFindsNothingToCriticize(@TempDir Path work) throws IOException, InterruptedException {
        for (Helm helm : AppChart.programs(work)) {
            AppChart sample = AppChart.sample(helm);
            String library = AppChart.FOLDER.toString();
            sample.ok("lint", "--strict", sample.folder().toString(), library);
            assertThat(sample.ok("package", "--destination=" + work, library))
                    .contains("migrate-io-app-");
        }
    }

    /// The messages in its table are those of the cases.
    @Test
    void theReadmeShowsRealErrors() throws IOException {
        var errors = new StringBuilder();
        try (var files = Files.walk(CASES)) {
            for (Path each : files.filter(file -> file.endsWith("error.txt")).toList()) {
                errors.append(Files.readString(each));
            }
        }
        String readme = Files.readString(AppChart.FOLDER.resolve("README.md"));
        assertThat(Pattern.compile("(?m)^\\| `(migrat\\S+: .*?)…?` \\|").matcher(readme).results())
                .hasSizeGreaterThan(8)
                .allSatisfy(row ->
                        assertThat(unnumbered(errors.toString()))
                                .contains(unnumbered(row.group(1))));
    }

    private static String unnumbered(String text) {
        return text.replaceAll("\\[\\d+]", "[n]");
    }
}
