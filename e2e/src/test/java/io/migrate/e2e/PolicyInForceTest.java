package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A process of the webhook in a cluster, with its ServiceAccount: custom resources determine what
/// the next Pod gets. `.ci/images` runs this test again with the image instead of the jar.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyInForceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern LISTENING = Pattern.compile("listening port=(\\d+)");
    private static final Pattern METRICS = Pattern.compile("metrics port=(\\d+)");

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    private ServiceProxy proxy;
    private Process process;
    private Path kubeconfig;
    private Path log;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        proxy = new ServiceProxy(Duration.ofMillis(500));
        var installation =
                Installation.into(cluster, "https://127.0.0.1:" + proxy.port() + "/mutate");
        // The user of a container must be able to read it.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        kubeconfig =
                Files.writeString(work.resolve("webhook.kubeconfig"), installation.kubeconfig());
        log = work.resolve("webhook.log");
        process =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "serve",
                                                "--kubeconfig=" + kubeconfig,
                                                "--port=0",
                                                "--host=127.0.0.1",
                                                "--metrics-port=0",
                                                "--dns-name=127.0.0.1",
                                                "--log-format=text",
                                                "--drain-seconds=0")))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> LISTENING.matcher(Files.readString(log)).find());
        var found = LISTENING.matcher(Files.readString(log));
        assertThat(found.find()).isTrue();
        proxy.add(Integer.parseInt(found.group(1)));
        Awaitility.await().atMost(PATIENCE).until(() -> !proxy.ready().isEmpty());
        Awaitility.await().atMost(PATIENCE).until(() -> installation.admit(client).isEmpty());
    }

    @AfterAll
    void stop() throws IOException {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(180, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private Pod admitted() {
        Pod pod =
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  name: api
                                  namespace: shop
                                  annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                                spec:
                                  containers:
                                    - {name: api, image: "registry.example.com/api:1", resources: {requests: {memory: 32Mi, cpu: 10m}, limits: {memory: 48Mi, cpu: 1}}}
                                """,
                                Pod.class);
        return client.resource(pod).dryRun().create();
    }

    /// Empty while the default applies, which the migrator has built in.
    private Optional<String> timeout() {
        return admitted().getSpec().getInitContainers().getLast().getEnv().stream()
                .filter(each -> each.getName().equals("MIGRATE_TIMEOUT"))
                .map(EnvVar::getValue)
                .findFirst();
    }

    private void apply(String kind, String spec) {
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: %s
                        metadata: {name: default%s}
                        spec: %s
                        """
                                .formatted(
                                        kind,
                                        kind.startsWith("Cluster") ? "" : ", namespace: shop",
                                        spec))
                .forceConflicts()
                .serverSideApply();
    }

    private Duration untilTimeoutIs(String wanted) {
        long start = System.nanoTime();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> timeout().equals(Optional.of(wanted)));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    @Order(1)
    void aCreatedOrEditedPolicyAppliesToTheNextPod() {
        assertThat(timeout()).isEmpty();
        apply("MigrationPolicy", "{run: {timeout: 1m}}");
        untilTimeoutIs("1m");
        var took = new ArrayList<Long>();
        for (int i = 2; i < 12; i++) {
            apply("MigrationPolicy", "{run: {timeout: %dm}}".formatted(i));
            took.add(untilTimeoutIs(i + "m").toMillis());
        }
        System.out.println("an edit reached the next Pod after so many ms: " + took);
    }

    @Test
    @Order(2)
    void theClusterPolicySetsDefaultsAndConstraints() {
        apply(
                "ClusterMigrationPolicy",
                "{defaults: {podLabels: {team: shop}}, constraints: {annotationOverrides: []}}");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThatThrownBy(this::admitted)
                                .isInstanceOf(KubernetesClientException.class)
                                .hasMessageContaining(
                                        "migrate.io/source: is not allowed on Pods under policy"
                                                + " default, which allows none"));
        apply("ClusterMigrationPolicy", "{defaults: {podLabels: {team: shop}}}");
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(admitted().getMetadata().getLabels())
                                .containsEntry("team", "shop"));
    }

    @Test
    @Order(3)
    void aDeletedRequiredPolicyIsReported() {
        apply("ClusterMigrationPolicy", "{constraints: {requirePolicy: true}}");
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: MigrationPolicy
                        metadata: {name: default, namespace: shop}
                        """)
                .delete();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThatThrownBy(this::admitted)
                                .hasMessageContaining(
                                        "migrate.io/policy: namespace shop has no MigrationPolicy,"
                                                + " and the ClusterMigrationPolicy requires one"));
        client.resource(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: ClusterMigrationPolicy
                        metadata: {name: default}
                        """)
                .delete();
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> timeout().isEmpty());
    }

    /// The API server's own plugin rejects Pods that exceed the range, so an admitted Pod respects
    /// it.
    @Test
    @Order(4)
    void aLimitRangeIsRespected() {
        client.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: small, namespace: shop}
                        spec: {limits: [{type: Container, max: {memory: 48Mi}}]}
                        """)
                .create();
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(admitted().getSpec().getInitContainers())
                                .extracting(Container::getResources)
                                .allSatisfy(each ->
                                        assertThat(each.getLimits().get("memory").toString())
                                                .isEqualTo("48Mi")));
    }

    /// The restricted profile, a quota on all limits, and a LimitRange with minimum and maximum in
    /// one namespace: it admits the injected Pod if it admits the application.
    @Test
    @Order(5)
    void injectedPodsFitIntoALimitedNamespace() {
        cluster.requireControllers();
        cluster.namespace("tight", Map.of("pod-security.kubernetes.io/enforce", "restricted"));
        client.resource(
                        """
                        apiVersion: v1
                        kind: ResourceQuota
                        metadata: {name: all, namespace: tight}
                        spec: {hard: {pods: "2", requests.cpu: 40m, limits.cpu: 400m, requests.memory: 100Mi, limits.memory: 128Mi}}
                        """)
                .create();
        client.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: small, namespace: tight}
                        spec: {limits: [{type: Container, max: {memory: 64Mi, cpu: 200m}, min: {memory: 24Mi, cpu: 15m}}]}
                        """)
                .create();
        var quotas = client.resourceQuotas().inNamespace("tight").withName("all");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        quotas.get().getStatus() != null
                                && quotas.get().getStatus().getHard() != null);
        // Once the Pod respects the range, the webhook knows it.
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> client.resource(tight("first", "48Mi", true)).create() != null);
        Pod second = client.resource(tight("second", "48Mi", true)).create();

        assertThat(second.getSpec().getInitContainers())
                .hasSize(2)
                .allSatisfy(each -> {
                    var limits = each.getResources().getLimits();
                    assertThat(limits.get("memory").getNumericalAmount())
                            .isLessThanOrEqualTo(new Quantity("64Mi").getNumericalAmount());
                    assertThat(each.getResources().getRequests().get("cpu").getNumericalAmount())
                            .isGreaterThanOrEqualTo(new Quantity("15m").getNumericalAmount());
                });
        assertRefused(tight("third", "48Mi", true), "exceeded quota: all");
        client.pods().inNamespace("tight").withGracePeriod(0).delete();
        assertRefused(tight("large", "65Mi", true), "maximum memory usage per Container is 64Mi");
        assertRefused(tight("loose", "48Mi", false), "violates PodSecurity \"restricted");
    }

    /// Runs with the rights of the webhook, and reports what it cannot read.
    @Test
    @Order(6)
    void doctorRunsWhereTheWebhookRuns() throws IOException, InterruptedException {
        Process doctor =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "doctor",
                                                "--kubeconfig=" + kubeconfig,
                                                "--canary=shop")))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        doctor.waitFor();
        assertThat(output)
                .contains(
                        "configurations MutatingWebhookConfiguration/migrate-io-injector is"
                                + " configured correctly",
                        "Secret/migrate-io-system/migrate-io-webhook-ca contains a certificate",
                        "? replicas       Deployment/migrate-io-system/migrate-io-webhook not"
                                + " checked: deployments.apps \"migrate-io-webhook\" is"
                                + " forbidden");
    }

    @Test
    @Order(7)
    void theMetricsShowIt() throws IOException, InterruptedException {
        var port = METRICS.matcher(Files.readString(log));
        assertThat(port.find()).isTrue();
        String page;
        try (var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:%s/metrics".formatted(port.group(1)));
            page = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
        assertThat(page)
                .contains(
                        "\nmigrate_webhook_policies_known 1.0\n",
                        "\nmigrate_webhook_policies_watching 1.0\n",
                        "outcome=\"refused\",reason=\"policy\"}")
                .containsPattern(
                        "migrate_webhook_admissions_total\\{endpoint=\"pods\",outcome=\"injected\",reason=\"patched\"}"
                            + " [1-9]")
                .containsPattern("migrate_webhook_authority_expiry_timestamp_seconds 1\\.[0-9]+E9")
                .containsPattern("migrate_webhook_ca_bundle_writes_total [1-9]")
                .doesNotContain("shop");
    }

    private void assertRefused(Pod pod, String reason) {
        assertThatThrownBy(() -> client.resource(pod).create())
                .as("the negative control: " + reason)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(reason);
    }

    private Pod tight(String name, String memory, boolean isStrict) {
        return client.getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: %s
                          namespace: tight
                          annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                        spec:
                          securityContext: {runAsNonRoot: %s, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                          containers:
                            - name: api
                              image: "registry.example.com/api:1"
                              resources: {requests: {memory: 48Mi, cpu: 20m}, limits: {memory: %s, cpu: 200m}}
                              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        """
                                .formatted(name, isStrict, memory),
                        Pod.class);
    }
}
