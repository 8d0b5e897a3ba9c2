package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The report of `doctor` on an empty cluster, a healthy one, and one with various problems. There
/// is no Node: the test writes the statuses of kubelet and controllers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NAMESPACE = Installation.NAMESPACE;
    private static final String POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default, namespace: shop}
            spec:
              database: {urlSecretKeyRef: {name: db-migrator, key: database-url}}
              application:
                urlSecretKeyRef: {name: db-app, key: database-url}
                envName: DATABASE_URL
                containerNames: [api]
              source: {type: Container, container: {name: api, path: /app/drizzle}}
            """;

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    private Kubectl kubectl;
    @AutoClose private Webhook webhook;
    private Path work;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        work = folder;
        cluster = Cluster.start(folder);
        client = cluster.client();
        kubectl = cluster.kubectl();
        cluster.namespace("shop", Map.of());
    }

    private record Output(int exit, String out) {
        /// The findings that are not good, as `severity subject message`.
        List<String> bad() throws IOException {
            return JSON.readTree(out)
                    .path("findings")
                    .valueStream()
                    .filter(each -> !each.path("severity").asText().equals("ok"))
                    .map(each ->
                            "%s %s %s"
                                    .formatted(
                                            each.path("severity").asText(),
                                            each.path("subject").asText(),
                                            each.path("message").asText()))
                    .toList();
        }

        JsonNode about(String check) throws IOException {
            return JSON.readTree(out)
                    .path("findings")
                    .valueStream()
                    .filter(each -> each.path("check").asText().equals(check))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Output doctor(String... more) throws IOException, InterruptedException {
        return doctorAs(kubectl.kubeconfig(), more);
    }

    private Output doctorAs(Path kubeconfig, String... more)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-jar",
                                ProjectRoot.root()
                                        .resolve("webhook/target/migrate-webhook.jar")
                                        .toString(),
                                "doctor",
                                "--kubeconfig=" + kubeconfig));
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), out);
    }

    private Output json() throws IOException, InterruptedException {
        return doctor("-o", "json", "--canary", "shop");
    }

    @Test
    @Order(1)
    void anEmptyCluster() throws IOException, InterruptedException {
        Output output = json();

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.about("server").path("message").asText())
                .startsWith("runs Kubernetes v1.");
        assertThat(output.bad())
                .containsExactly(
                        "error CustomResourceDefinition/migrationpolicies.migrate.io does not"
                                + " exist",
                        "error CustomResourceDefinition/clustermigrationpolicies.migrate.io does"
                                + " not exist",
                        "error MutatingWebhookConfiguration/migrate-io-injector does not exist:"
                                + " annotated Pods start without their migration",
                        "warning ValidatingWebhookConfiguration/migrate-io-workloads does not"
                            + " exist: mistakes are reported when Pods are created, not at kubectl"
                            + " apply",
                        "warning ValidatingAdmissionPolicy/migrate-io-labels does not exist: Pods"
                                + " that opted out, and Pods that exist, can get migrate.io/"
                                + " labels",
                        "warning ValidatingAdmissionPolicyBinding/migrate-io-labels does not exist:"
                                + " Pods that opted out, and Pods that exist, can get migrate.io/"
                                + " labels",
                        "warning ValidatingAdmissionPolicy/migrate-io-ca-bundles does not exist:"
                                + " whoever has the webhook's token can see and change all objects",
                        "warning ValidatingAdmissionPolicyBinding/migrate-io-ca-bundles does not"
                                + " exist: whoever has the webhook's token can see and change all"
                                + " objects",
                        "error Deployment/migrate-io-system/migrate-io-webhook does not exist",
                        "warning Deployment/migrate-io-system/migrate-io-observer does not exist:"
                                + " the status of policies is not updated, and no Events report"
                                + " migrations",
                        "error Service/migrate-io-system/migrate-io-webhook has no ready"
                                + " endpoints",
                        "error Namespace/shop admits an annotated Pod without its migration:"
                                + " MutatingWebhookConfiguration/migrate-io-injector does not"
                                + " exist");
        assertThat(client.pods().inNamespace("shop").list().getItems())
                .as("the canary is deleted")
                .isEmpty();
    }

    @Test
    @Order(2)
    void installedButNotRunning() throws IOException, InterruptedException {
        cluster.requireControllers();
        kubectl.ok("apply", "-k", "manifests/base");
        kubectl.apply("shop", POLICY);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> client.pods().inNamespace(NAMESPACE).list().getItems().size() == 3);

        Output output = json();

        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.bad())
                .contains(
                        "error Secret/migrate-io-system/migrate-io-webhook-ca contains no"
                                + " certificate under key tls.crt",
                        "error MigrationPolicy/shop/default database.urlSecretKeyRef: Secret"
                                + " db-migrator does not exist in namespace shop: Pods under this"
                                + " policy cannot start",
                        "error MigrationPolicy/shop/default application.urlSecretKeyRef: Secret"
                                + " db-app does not exist in namespace shop: Pods under this"
                                + " policy cannot start");
        assertThat(output.about("replicas").path("message").asText())
                .startsWith("0 of 2 replicas are ready")
                .endsWith(": annotated Pods cannot be created");
        assertThat(output.about("canary").path("message").asText())
                .startsWith(
                        "admits no annotated Pods because the API server cannot call the webhook:"
                                + " ");
        assertThat(output.about("canary").path("fix").asText()).isNotEmpty();
    }

    /// What kubelet says of a replica that does not start is reported here too.
    @Test
    @Order(3)
    void aReplicaThatDoesNotStart() throws IOException, InterruptedException {
        cluster.requireControllers();
        kubelet(
                """
                {"status": {"containerStatuses": [{"name": "webhook", "ready": false, "restartCount": 0,
                  "image": "x", "imageID": "",
                  "state": {"waiting": {"reason": "ImagePullBackOff", "message": "not found"}}}]}}
                """);

        assertThat(json().about("replicas").path("message").asText())
                .isEqualTo(
                        "0 of 2 replicas are ready; ImagePullBackOff: not found: annotated Pods"
                                + " cannot be created");
    }

    @Test
    @Order(4)
    void aHealthyInstallation() throws IOException, InterruptedException {
        cluster.requireControllers();
        Path policies = Files.createDirectory(work.resolve("policies"));
        Files.writeString(policies.resolve("policy.yaml"), POLICY);
        webhook = Webhook.start(work, policies);
        for (String each : List.of("db-migrator", "db-app")) {
            kubectl.in(
                    "shop",
                    "create",
                    "secret",
                    "generic",
                    each,
                    "--from-literal=database-url=postgresql://db/shop");
        }
        String authority = Files.readString(webhook.caFile());
        client.secrets()
                .inNamespace(NAMESPACE)
                .withName(Installation.SECRET)
                .edit(each -> {
                    each.setData(Map.of("tls.crt", base64(authority)));
                    return each;
                });
        call(authority);
        kubelet(
                """
                {"status": {"phase": "Running", "podIP": "192.0.2.1", "podIPs": [{"ip": "192.0.2.1"}],
                  "containerStatuses": [],
                  "conditions": [{"type": "Ready", "status": "True"}]}}
                """);
        Awaitility.await().atMost(PATIENCE).until(() -> json().exit() == 0);

        Output output = json();
        assertThat(output.bad()).isEmpty();
        assertThat(JSON.readTree(output.out()).path("worst").asText()).isEqualTo("ok");
        assertThat(output.about("canary").path("message").asText())
                .isEqualTo("admits an annotated Pod with its migration, under policy default");
        Output text = doctor();
        assertThat(text.exit()).isZero();
        assertThat(text.out())
                .contains("✓ policies       MigrationPolicy/shop/default references only objects")
                .endsWith("\n\nno problems\n");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Makes both configurations call the webhook outside the cluster and trust this authority.
    private void call(String authority) {
        var registration = client.admissionRegistration().v1();
        registration
                .mutatingWebhookConfigurations()
                .withName(Installation.MUTATING)
                .edit(each -> {
                    Installation.redirect(
                            each.getWebhooks().getFirst().getClientConfig(),
                            webhook.uri(),
                            authority);
                    return each;
                });
        registration
                .validatingWebhookConfigurations()
                .withName(Installation.VALIDATING)
                .edit(each -> {
                    Installation.redirect(
                            each.getWebhooks().getFirst().getClientConfig(),
                            webhook.uri().resolve("/workloads"),
                            authority);
                    return each;
                });
    }

    /// Writes the status that kubelet would write for every Pod of the installation.
    private void kubelet(String status) {
        for (Pod each : client.pods().inNamespace(NAMESPACE).list().getItems()) {
            client.resource(each)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), status);
        }
    }

    @Test
    @Order(5)
    void whatBreaksIsReportedWithItsFix() throws IOException, InterruptedException {
        cluster.requireControllers();
        kubectl.ok("-n", "shop", "delete", "secret", "db-app");
        kubectl.ok(
                "-n",
                "shop",
                "patch",
                "secret",
                "db-migrator",
                "--type=json",
                "-p",
                "[{\"op\":\"move\",\"from\":\"/data/database-url\",\"path\":\"/data/uri\"}]");
        Output output = json();
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.bad())
                .containsExactly(
                        "error MigrationPolicy/shop/default database.urlSecretKeyRef: Secret"
                                + " db-migrator in namespace shop has no key database-url (keys:"
                                + " uri): Pods under this policy cannot start",
                        "error MigrationPolicy/shop/default application.urlSecretKeyRef: Secret"
                                + " db-app does not exist in namespace shop: Pods under this"
                                + " policy cannot start");
        assertThat(doctor().out())
                .contains(
                        "    → Create it: kubectl -n shop create secret generic db-app"
                                + " --from-file=database-url=FILE, or reference another one.\n");
    }

    @Test
    @Order(6)
    void aForeignBundle(@TempDir Path other) throws IOException, InterruptedException {
        cluster.requireControllers();
        try (var another = Webhook.start(other, Files.createDirectory(other.resolve("none")))) {
            call(Files.readString(another.caFile()));
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(json().about("canary").path("message").asText())
                                .contains("x509: certificate signed by unknown authority"));
        assertThat(json().bad())
                .contains(
                        "error MutatingWebhookConfiguration/migrate-io-injector has a caBundle for"
                                + " webhook pods.inject.migrate.io that does not verify the"
                                + " certificate in Secret/migrate-io-system/migrate-io-webhook-ca");
        assertThat(json().about("canary").path("fix").asText())
                .startsWith("The caBundle does not verify the serving certificate.");
        call(Files.readString(webhook.caFile()));
    }

    @Test
    @Order(7)
    void weakenedAndBypassed() throws IOException, InterruptedException {
        cluster.requireControllers();
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(Installation.MUTATING)
                .edit(each -> {
                    each.getWebhooks().getFirst().setFailurePolicy("Ignore");
                    return each;
                });
        kubectl.ok(
                "patch",
                "validatingadmissionpolicybinding",
                "migrate-io-labels",
                "--type=merge",
                "-p",
                "{\"spec\": {\"validationActions\": [\"Warn\"]}}");
        kubectl.ok("label", "namespace", "shop", "migrate.io/injection=disabled");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(json().bad())
                                .contains(
                                        "error Namespace/shop admits an annotated Pod without its"
                                                + " migration"));
        kubectl.apply(
                "shop",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: around, annotations: {migrate.io/enabled: "true"}}
                spec: {containers: [{name: api, image: "example.com/api:1"}]}
                """);
        assertThat(json().bad())
                .contains(
                        "warning ValidatingAdmissionPolicyBinding/migrate-io-labels has"
                                + " validationActions [Warn] without Deny: Pods that opted out, and"
                                + " Pods that exist, can get migrate.io/ labels",
                        "warning MutatingWebhookConfiguration/migrate-io-injector has failurePolicy"
                                + " Ignore for webhook pods.inject.migrate.io: annotated Pods start"
                                + " without their migration while the webhook is unavailable")
                .as("whoever opts out asked for no migration")
                .noneMatch(each -> each.contains("Pod/shop/around"));
        kubectl.ok("label", "namespace", "shop", "migrate.io/injection-");
        assertThat(json().bad())
                .contains("warning Pod/shop/around asks for a migration and was not injected");
    }

    /// Somebody who may see nothing learns what was not checked, and that is no clean bill.
    @Test
    @Order(8)
    void withoutRights() throws IOException, InterruptedException {
        cluster.requireControllers();
        Config admin = client.getConfiguration();
        String token =
                kubectl.ok("-n", "shop", "create", "token", "default", "--duration=1h").strip();
        Path kubeconfig =
                Files.writeString(
                        work.resolve("nobody"),
                        """
                        apiVersion: v1
                        kind: Config
                        current-context: other
                        clusters: [{name: local, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                        users: [{name: nobody, user: {token: "%s"}}]
                        contexts:
                          - {name: other, context: {cluster: local, user: "none"}}
                          - {name: nobody, context: {cluster: local, user: nobody}}
                        """
                                .formatted(admin.getMasterUrl(), token));

        Output output = doctorAs(kubeconfig, "--context=nobody", "-o", "json", "--canary=shop");

        assertThat(output.exit()).isEqualTo(3);
        assertThat(output.bad())
                .isNotEmpty()
                .allMatch(each -> each.startsWith("unknown "))
                .anyMatch(each -> each.contains("is forbidden: User \"system:serviceaccount:shop"));
    }

    @Test
    @Order(9)
    void noCluster() throws IOException, InterruptedException {
        Path kubeconfig =
                Files.writeString(
                        work.resolve("nowhere"),
                        """
                        apiVersion: v1
                        kind: Config
                        current-context: one
                        clusters: [{name: one, cluster: {server: "https://127.0.0.1:1"}}]
                        users: [{name: one, user: {}}]
                        contexts: [{name: one, context: {cluster: one, user: one}}]
                        """);
        Output output = doctorAs(kubeconfig);
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.out())
                .startsWith("✗ server         https://127.0.0.1:1/ does not respond:");

        assertThat(doctorAs(work.resolve("absent")).exit()).isEqualTo(2);
    }
}
