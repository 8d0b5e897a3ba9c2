package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/// What an upgrade of the chart checks and restores in a real cluster.
class ChartUpgradeTest {
    @TempDir private Path work;

    /// Helm does not label the namespace, so the notes say how, and a level that would refuse the
    /// Pods fails the release.
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void thePodSecurityLevelIsChecked(int version) throws Exception {
        try (ChartRelease release = ChartRelease.start(work)) {
            Kubectl kubectl = release.cluster().kubectl();
            Helm helm = Helm.of(version, kubectl.kubeconfig(), work);
            String label = "pod-security.kubernetes.io/enforce=";
            assertThat(helm.chartOk("install", "--create-namespace"))
                    .contains("kubectl label namespace migrate-io-system " + label + "restricted");
            String onHost = "--set=hostNetwork.enabled=true";
            assertThat(helm.chartOk("upgrade", onHost)).contains(label + "privileged");

            kubectl.ok("label", "namespace", Installation.NAMESPACE, label + "restricted");
            assertThat(helm.chartOk("upgrade", "--reset-values")).doesNotContain(label);
            Helm.Run refused = helm.chart("upgrade", onHost);
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.errors())
                    .contains("hostNetwork.enabled: the namespace has the label")
                    .contains("kubectl label --overwrite namespace migrate-io-system " + label);
            kubectl.ok(
                    "label",
                    "--overwrite",
                    "namespace",
                    Installation.NAMESPACE,
                    label + "privileged");
            assertThat(helm.chart("upgrade", onHost).exit()).as("negative control").isZero();
        }
    }

    /// An upgrade restores what was changed in an emergency. With server-side apply, the change
    /// belongs to somebody else, and is named.
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anUpgradeRestoresWhatWasChanged(int version) throws Exception {
        try (ChartRelease release = ChartRelease.start(work)) {
            Kubectl kubectl = release.cluster().kubectl();
            Helm helm = Helm.of(version, kubectl.kubeconfig(), work);
            helm.chartOk("install", "--create-namespace");
            String[] policy = {
                "get",
                "mutatingwebhookconfiguration",
                Installation.MUTATING,
                "--output=jsonpath={.webhooks[0].failurePolicy}"
            };
            kubectl.ok(
                    "patch",
                    "mutatingwebhookconfiguration",
                    Installation.MUTATING,
                    "--type=json",
                    "--patch=[{\"op\": \"replace\", \"path\": \"/webhooks/0/failurePolicy\","
                            + " \"value\": \"Ignore\"}]");
            assertThat(kubectl.ok(policy)).isEqualTo("Ignore");
            if (version == 4) {
                Helm.Run conflict = helm.chart("upgrade");
                assertThat(conflict.exit()).isNotZero();
                assertThat(conflict.errors()).contains("failurePolicy");
                helm.chartOk("upgrade", "--force-conflicts");
            } else {
                helm.chartOk("upgrade");
            }
            assertThat(kubectl.ok(policy)).isEqualTo("Fail");

            kubectl.ok("delete", "mutatingwebhookconfiguration", Installation.MUTATING);
            helm.chartOk("upgrade", "--reuse-values");
            assertThat(kubectl.ok(policy)).as("after it was deleted").isEqualTo("Fail");
        }
    }
}
