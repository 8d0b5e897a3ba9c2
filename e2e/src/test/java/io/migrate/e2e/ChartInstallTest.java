package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Releases of the chart on a real API server, from an empty cluster to the documented uninstall.
class ChartInstallTest {
    private static final String NAMESPACE = "--namespace=" + Installation.NAMESPACE;
    private static final String DESCRIPTION = "Defines how the databases of a namespace's Pods";
    private static final String PREVIOUS = "Was how the databases of a namespace's Pods";
    private static final String POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default, namespace: shop}
            spec: {source: {type: Container, container: {name: api, path: /sql}}}
            """;

    /// Everything that an installation consists of, apart from what Helm leaves.
    private static final String KINDS =
            "clusterroles,clusterrolebindings,mutatingwebhookconfigurations,"
                    + "validatingwebhookconfigurations,validatingadmissionpolicies,"
                    + "validatingadmissionpolicybindings,deployments,services,configmaps,"
                    + "networkpolicies,poddisruptionbudgets,roles,rolebindings,serviceaccounts";

    @TempDir private Path work;

    private static Helm helm(int version, ChartRelease release, Path work)
            throws IOException, InterruptedException {
        return Helm.of(version, release.cluster().kubectl().kubeconfig(), work);
    }

    /// From a previous version of the chart to this one and back, with a replica that answers
    /// meanwhile. Server-side apply is the default of Helm 4 where it has installed the release.
    @ParameterizedTest(name = "installed by Helm {0}, upgraded by Helm {1} {2}")
    @CsvSource({"3, 3, ", "4, 4, ", "3, 4, --server-side=true"})
    void noAnnotatedPodIsRefusedMeanwhile(int first, int second, String option) throws Exception {
        try (ChartRelease release = ChartRelease.start(work)) {
            Helm installing = helm(first, release, work);
            Helm upgrading = helm(second, release, work);
            String previous = previousChart().toString();
            installing.ok("install", Helm.RELEASE, previous, NAMESPACE, "--create-namespace");
            assertThat(Installation.admitted(release.client()))
                    .as("negative control: installed, and nobody answers")
                    .hasValueSatisfying(why ->
                            assertThat(why)
                                    .contains("failed calling webhook \"pods.inject.migrate.io\""));
            assertThat(release.cluster().kubectl().apply("shop", POLICY).exit()).isZero();
            release.answer();

            String[] more = option == null ? new String[0] : new String[] {option};
            var before = ChartState.of(release);
            assertThat(before.description()).startsWith(PREVIOUS);
            try (var admissions = new Admissions(release.client())) {
                upgrading.chartOk(
                        "upgrade",
                        Stream.concat(
                                        Stream.of("--set=excludedNamespaces={tools}"),
                                        Stream.of(more))
                                .toArray(String[]::new));
                admissions.assertAllInjected();
            }
            var upgraded = ChartState.of(release);
            assertThat(upgraded.excluded()).contains("tools");
            assertThat(upgraded.description()).startsWith(DESCRIPTION);
            upgraded.assertWritesSurvived(before, 1);

            try (var admissions = new Admissions(release.client())) {
                upgrading.ok("rollback", Helm.RELEASE, "1", NAMESPACE);
                admissions.assertAllInjected();
            }
            var rolledBack = ChartState.of(release);
            assertThat(rolledBack.excluded()).doesNotContain("tools");
            assertThat(rolledBack.description()).startsWith(PREVIOUS);
            rolledBack.assertWritesSurvived(before, 2);

            uninstall(release, upgrading);
            upgrading.chartOk("install");
            assertThat(ChartState.of(release).description()).startsWith(DESCRIPTION);
        }
    }

    /// The chart with an older version and another description in a CustomResourceDefinition.
    private Path previousChart() throws IOException {
        Path chart = ProjectRoot.root().resolve(Helm.CHART);
        Path copy = work.resolve("previous");
        try (var files = Files.walk(chart)) {
            for (Path each : files.toList()) {
                Path target = copy.resolve(chart.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.writeString(
                            target,
                            Files.readString(each)
                                    .replaceAll("(?m)^(version|appVersion): .*", "$1: 0.0.9")
                                    .replace(DESCRIPTION, PREVIOUS));
                }
            }
        }
        return copy;
    }

    /// Runs the commands of the chart's README. Definitions and policies remain.
    private static void uninstall(ChartRelease release, Helm helm)
            throws IOException, InterruptedException {
        Kubectl kubectl = release.cluster().kubectl();
        String page = Files.readString(ProjectRoot.root().resolve(Helm.CHART).resolve("README.md"));
        List<String> commands =
                page.split("## Uninstall\n", 2)[1]
                        .split("```console\n", 3)[1]
                        .split("```", 2)[0]
                        .lines()
                        .map(each -> each.substring("$ ".length()))
                        .toList();
        assertThat(commands).hasSize(2);
        kubectl.ok(commands.getFirst().substring("kubectl ".length()).split(" ", -1));
        release.stopAnswering();
        helm.ok(commands.getLast().substring("helm ".length()).split(" ", -1));
        assertThat(Installation.admitted(release.client()))
                .as("admitted without a migration")
                .contains("not injected");
        assertThat(kubectl.ok("get", KINDS, "--all-namespaces", "-o", "name"))
                .doesNotContain("migrate");
        assertThat(kubectl.ok("get", "migrationpolicies", "--all-namespaces", "-o", "name"))
                .contains("/default");
    }

    /// What `kubectl apply` has installed becomes a release, with the same certificates.
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theManifestsBecomeARelease(int version) throws Exception {
        try (ChartRelease release = ChartRelease.start(work)) {
            Helm helm = helm(version, release, work);
            release.cluster().kubectl().ok("apply", "-k", "manifests/base");
            release.answer();
            var before = ChartState.of(release);
            Helm.Run without = helm.chart("upgrade", "--install");
            assertThat(without.errors()).contains("invalid ownership metadata");
            try (var admissions = new Admissions(release.client())) {
                helm.chartOk(
                        "upgrade",
                        Stream.concat(
                                        Stream.of("--install", "--take-ownership"),
                                        version == 3
                                                ? Stream.empty()
                                                : Stream.of("--force-conflicts"))
                                .toArray(String[]::new));
                admissions.assertAllInjected();
            }
            ChartState.of(release).assertWritesSurvived(before, 0);
            assertThat(helm.ok("list", NAMESPACE, "--short").strip()).isEqualTo(Helm.RELEASE);
        }
    }
}
