package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The chart as a release contains it, an artifact in an OCI layout, installed on a real API
/// server.
class ChartLayoutTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "1.2.3-rc.1";

    @TempDir private Path work;

    @Test
    void theChartOfALayoutIsInstalled() throws IOException, InterruptedException {
        try (Cluster cluster = Cluster.start(work)) {
            Helm helm = Helm.of(4, cluster.kubectl().kubeconfig(), work);
            Path layout = layout(helm).resolve("charts");
            JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
            JsonNode manifest = JSON.readTree(blob(layout, index.at("/manifests/0")).toFile());
            Path chart = work.resolve("chart.tgz");
            Files.copy(blob(layout, manifest.at("/layers/0")), chart);

            helm.ok(
                    "install",
                    Helm.RELEASE,
                    chart.toString(),
                    "--namespace=" + Installation.NAMESPACE,
                    "--create-namespace");
            assertThat(helm.ok("list", "--namespace=" + Installation.NAMESPACE))
                    .contains("migrate-io-" + VERSION)
                    .contains("deployed");
            assertThat(
                            cluster.client()
                                    .apps()
                                    .deployments()
                                    .inNamespace(Installation.NAMESPACE)
                                    .list()
                                    .getItems())
                    .hasSize(2);
        }
    }

    private Path layout(Helm helm) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(work.resolve("release"));
        var builder =
                new ProcessBuilder(".ci/release-chart", Helm.CHART, VERSION, "0", folder.toString())
                        .directory(ProjectRoot.root().toFile())
                        .redirectErrorStream(true);
        builder.environment().put("HELM", helm.program().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return folder;
    }

    private static Path blob(Path layout, JsonNode descriptor) {
        String digest = descriptor.path("digest").asText();
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }
}
