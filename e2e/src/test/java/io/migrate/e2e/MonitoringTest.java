package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The alerts: promtool tests each of them, their metrics exist, and each has a runbook.
class MonitoringTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern NAMES = Pattern.compile("\\b(migrate|apiserver)_[a-z_]+");

    private static JsonNode spec() throws IOException {
        return YAML.readTree(
                        ProjectRoot.root()
                                .resolve("manifests/overlays/monitoring/rules.yaml")
                                .toFile())
                .path("spec");
    }

    private static List<JsonNode> alerts() throws IOException {
        return spec().path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    private record Output(int exitCode, String text) {}

    private static Output run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    @Test
    void alertsFireExactlyWhenExpected(@TempDir Path work) throws Exception {
        String promtool = Prometheus.program("promtool");
        YAML.writeValue(work.resolve("rules.yaml").toFile(), spec());
        try (var tests = MonitoringTest.class.getResourceAsStream("/alerts.yaml")) {
            Files.copy(tests, work.resolve("alerts.yaml"));
        }
        Output output =
                run(
                        new ProcessBuilder(promtool, "test", "rules", "alerts.yaml")
                                .directory(work.toFile()));
        assertThat(output.exitCode()).as(output.text()).isZero();
    }

    @Test
    void everyAlertIsTested() throws Exception {
        String tests;
        try (var resource = MonitoringTest.class.getResourceAsStream("/alerts.yaml")) {
            tests = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (JsonNode each : alerts()) {
            String name = each.path("alert").asText();
            assertThat(tests.lines().filter(line -> line.endsWith("alertname: " + name)).toList())
                    .as("%s fires", name)
                    .isNotEmpty();
            assertThat(tests).contains("alertname: " + name + ", exp_alerts: []");
        }
    }

    @Test
    void alertsUseMetricsThatExist() throws IOException {
        var used =
                alerts().stream()
                        .flatMap(each ->
                                NAMES.matcher(
                                                each.path("expr")
                                                        .asText()
                                                        .replaceAll("\"[^\"]*\"", ""))
                                        .results()
                                        .map(match -> match.group()))
                        .collect(Collectors.toCollection(TreeSet::new));
        var exposed = new TreeSet<String>();
        for (String page :
                List.of(MetricsPage.webhook(), MetricsPage.observer(), MetricsPage.apiServer())) {
            exposed.addAll(MetricsPage.names(page));
        }
        assertThat(used).hasSizeGreaterThan(10);
        assertThat(exposed).containsAll(used);
    }

    /// promtool accepts the format of the page.
    @Test
    void theMetricsPageIsWellFormed(@TempDir Path work) throws Exception {
        String promtool = Prometheus.program("promtool");
        Path page = Files.writeString(work.resolve("page"), MetricsPage.webhook());
        Output output =
                run(new ProcessBuilder(promtool, "check", "metrics").redirectInput(page.toFile()));
        // 3 is a lint warning: Micrometer names two metrics of the process against conventions.
        assertThat(output.exitCode()).as(output.text()).isIn(0, 3);
        assertThat(output.text().lines()).noneMatch(each -> each.startsWith("migrate_"));
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/alerts.md"));
        for (JsonNode each : alerts()) {
            String name = each.path("alert").asText();
            assertThat(ExitCodesTest.section(page, name))
                    .contains("**Meaning** ", "**Diagnosis** ", "**Mitigation**");
            assertThat(each.at("/annotations/runbook_url").asText())
                    .endsWith("docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
        }
    }
}
