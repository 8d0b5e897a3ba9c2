package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// `helm test` on a real API server, which admits the Pod in a `restricted` namespace. There is no
/// kubelet: this test runs the Pod's arguments with the jar and the rights of the Pod's
/// ServiceAccount, and writes the result into the status of the Pod. The image is tested on the
/// Node.
class ChartDoctorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "migrate-io-doctor";

    /// One object of each kind that a check reads.
    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: Node
            metadata: {name: one}
            status: {nodeInfo: {kubeletVersion: v1.37.0, containerRuntimeVersion: "containerd://2.2.0"}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: db, namespace: shop}
            stringData: {database-url: "postgresql://app@db/shop"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cloud, namespace: shop}
            data: {region: eu}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: sql, namespace: shop}
            spec: {accessModes: [ReadOnlyMany], resources: {requests: {storage: 1Mi}}}
            ---
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default, namespace: shop}
            spec:
              database: {urlSecretKeyRef: {name: db, key: database-url}}
              source: {type: PersistentVolumeClaim, persistentVolumeClaim: {claimName: sql, path: /sql}}
              migrator:
                env: [{name: AWS_REGION, valueFrom: {configMapKeyRef: {name: cloud, key: region}}}]
            ---
            apiVersion: migrate.io/v1alpha1
            kind: ClusterMigrationPolicy
            metadata: {name: default}
            spec: {imageVolumes: IfSupported}
            """;

    @TempDir private Path work;

    /// What the Pod of a test printed, and how Helm ended.
    private record Tested(JsonNode findings, Helm.Run helm) {
        List<String> bad() {
            return findings.valueStream()
                    .filter(each -> !each.path("severity").asText().equals("ok"))
                    .map(JsonNode::toString)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void theTestIsDoctorWithAllRightsItNeeds(int version) throws Exception {
        try (ChartRelease release = ChartRelease.start(work)) {
            Kubectl kubectl = release.cluster().kubectl();
            Helm helm = Helm.of(version, kubectl.kubeconfig(), work);
            helm.chartOk(
                    "install",
                    "--create-namespace",
                    "--set=imageVolumes.enabled=true,test.canaryNamespace=canary");
            assertThat(kubectl.shell(labelling()).exit()).isZero();
            release.answer();
            // The replica knows no policies, so the canary Pod must not depend on one.
            release.cluster().namespace("canary", Map.of());
            assertThat(kubectl.apply("shop", OBJECTS).exit()).isZero();

            release.deploymentsLack(0);
            Tested passed = test(release, helm);
            assertThat(passed.bad()).isEmpty();
            assertThat(passed.helm().exit()).as(passed.helm().errors()).isZero();
            assertThat(passed.findings().findValuesAsText("check"))
                    .as("all checks")
                    .contains("server", "policies", "nodes", "canary", "pods");
            assertNoRightsRemain(kubectl);

            release.deploymentsLack(1);
            Tested failed = test(release, helm);
            assertThat(failed.bad())
                    .as("negative control")
                    .isNotEmpty()
                    .allMatch(each -> each.contains("replicas are ready"));
            assertThat(failed.helm().exit()).isNotZero();
            assertNoRightsRemain(kubectl);
        }
    }

    /// The command of the chart's README that gives the namespace the labels of the manifests.
    private static String labelling() throws IOException {
        return Files.readString(ProjectRoot.root().resolve(Helm.CHART).resolve("README.md"))
                .lines()
                .filter(each -> each.startsWith("$ kubectl label namespace "))
                .findFirst()
                .orElseThrow()
                .substring("$ ".length());
    }

    private static void assertNoRightsRemain(Kubectl kubectl)
            throws IOException, InterruptedException {
        assertThat(
                        kubectl.ok(
                                "get",
                                "serviceaccounts,clusterroles,clusterrolebindings,roles,rolebindings",
                                "--all-namespaces",
                                "-o",
                                "name"))
                .contains("migrate-io-observer")
                .doesNotContain(ACCOUNT);
    }

    /// Runs `helm test`, and meanwhile what kubelet would run.
    private Tested test(ChartRelease release, Helm helm) throws Exception {
        KubernetesClient client = release.client();
        var pods = client.pods().inNamespace(Installation.NAMESPACE);
        pods.withName(ACCOUNT).delete();
        Callable<Helm.Run> testing =
                () ->
                        helm.run(
                                "test",
                                Helm.RELEASE,
                                "--namespace=" + Installation.NAMESPACE,
                                "--timeout=3m");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var run = threads.submit(testing);
            Awaitility.await()
                    .atMost(ChartRelease.PATIENCE)
                    .until(() -> run.isDone() || pods.withName(ACCOUNT).get() != null);
            Pod pod = pods.withName(ACCOUNT).get();
            assertThat(pod).as(() -> "the Pod of the test: " + run.resultNow()).isNotNull();
            assertThat(pod.getSpec().getServiceAccountName()).isEqualTo(ACCOUNT);
            Process doctor = doctor(client, pod);
            String output =
                    new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            pods.withName(ACCOUNT)
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\": {\"phase\": \"%s\"}}"
                                    .formatted(doctor.waitFor() == 0 ? "Succeeded" : "Failed"));
            return new Tested(JSON.readTree(output).path("findings"), run.get());
        }
    }

    /// Runs the arguments of the Pod as its ServiceAccount.
    private Process doctor(KubernetesClient client, Pod pod) throws IOException {
        Path kubeconfig =
                Files.writeString(
                        work.resolve("doctor.kubeconfig"),
                        Account.kubeconfig(client, Installation.NAMESPACE, ACCOUNT));
        var arguments = new ArrayList<>(pod.getSpec().getContainers().getFirst().getArgs());
        assertThat(arguments).startsWith("doctor");
        arguments.addAll(List.of("--output=json", "--kubeconfig=" + kubeconfig));
        return new ProcessBuilder(Jars.WEBHOOK.command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
