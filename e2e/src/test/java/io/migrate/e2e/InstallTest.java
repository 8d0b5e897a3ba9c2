package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The manifests on a real API server, from an empty cluster to the documented uninstall. There is
/// no Node: no Pod runs, and the webhook is unreachable.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAMESPACE = "migrate-io-system";
    private static final String SECRET = "migrate-io-webhook-ca";

    @AutoClose private Cluster cluster;
    private KubernetesClient client;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        client = cluster.client();
        kubectl = cluster.kubectl();
    }

    @Test
    @Order(1)
    void oneApplyInstallsEverythingOnAnEmptyCluster() throws IOException, InterruptedException {
        String output = kubectl.ok("apply", "--validate=strict", "-k", "manifests/base");
        assertThat(output.lines()).isNotEmpty().allMatch(each -> each.endsWith(" created"));
        cluster.namespace("shop", Map.of());
    }

    @Test
    @Order(2)
    void aSecondApplyChangesNothing() throws IOException, InterruptedException {
        String output = kubectl.ok("apply", "--validate=strict", "-k", "manifests/base");
        // kubectl replaces the selector of every PodDisruptionBudget (patchStrategy in the API),
        // equal or not; the generation below shows that the API server sees no difference.
        assertThat(output.lines())
                .isNotEmpty()
                .filteredOn(each -> !each.endsWith(" unchanged"))
                .containsExactly("poddisruptionbudget.policy/migrate-io-webhook configured");
        assertThat(
                        kubectl.ok(
                                        "get",
                                        "customresourcedefinitions,poddisruptionbudgets,deployments",
                                        "--all-namespaces",
                                        "--selector=app.kubernetes.io/part-of=migrate-io",
                                        "--output=jsonpath={.items[*].metadata.generation}")
                                .split(" "))
                .hasSize(5)
                .containsOnly("1");
        assertThat(dryRun(Path.of("manifests/install.yaml"))).as("the one file").isNotEmpty();
    }

    @Test
    @Order(3)
    void applyingAgainLeavesTheAuthorityAlone() throws IOException, InterruptedException {
        var secret = client.secrets().inNamespace(NAMESPACE).withName(SECRET);
        assertThat(secret.get().getData()).isNullOrEmpty();
        secret.edit(each -> {
            each.setData(Map.of("kept", "YXV0aG9yaXR5"));
            return each;
        });
        kubectl.ok("apply", "-k", "manifests/base");
        assertThat(secret.get().getData()).as("apply").containsEntry("kept", "YXV0aG9yaXR5");
        kubectl.ok("apply", "--server-side", "--force-conflicts", "-k", "manifests/base");
        assertThat(secret.get().getData())
                .as("server-side apply")
                .containsEntry("kept", "YXV0aG9yaXR5");
    }

    /// Defaults are written out, so that API server versions and GitOps tools show no differences.
    @ParameterizedTest
    @Order(4)
    @CsvSource({
        "mutatingwebhookconfiguration, migrate-io-injector, mutating-webhook.yaml",
        "validatingwebhookconfiguration, migrate-io-workloads, validating-webhook.yaml"
    })
    void theConfigurationsAreStoredAsWritten(String kind, String name, String file)
            throws IOException, InterruptedException {
        JsonNode stored = YAML.readTree(kubectl.ok("get", kind, name, "-o", "yaml"));
        Path written = ProjectRoot.root().resolve("manifests/base").resolve(file);
        assertThat(stored.path("webhooks"))
                .isEqualTo(YAML.readTree(written.toFile()).path("webhooks"));
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(strings = {"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"})
    void theLabelGuardIsStoredAsWritten(String kind) throws IOException, InterruptedException {
        JsonNode stored = YAML.readTree(kubectl.ok("get", kind, "migrate-io-labels", "-o", "yaml"));
        Path file = ProjectRoot.root().resolve("manifests/base/label-guard.yaml");
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            assertThat(documents.readAll())
                    .filteredOn(each -> each.path("kind").asText().equals(kind))
                    .singleElement()
                    .satisfies(
                            each -> assertThat(each.path("spec")).isEqualTo(stored.path("spec")));
        }
    }

    /// The overlays are admitted too. Kinds of other projects, such as cert-manager, are unknown
    /// here and left out.
    @ParameterizedTest
    @Order(4)
    @ValueSource(
            strings = {
                "overlays/cert-manager",
                "overlays/client-certificates",
                "overlays/host-network",
                "overlays/guard",
                "overlays/image-volumes"
            })
    void theOverlaysAreAdmitted(String overlay, @TempDir Path work)
            throws IOException, InterruptedException {
        String known =
                Stream.of(kubectl.ok("kustomize", "manifests/" + overlay).split("(?m)^---$"))
                        .filter(each -> !each.contains("apiVersion: cert-manager.io/"))
                        .collect(Collectors.joining("---\n"));
        Path file = Files.writeString(work.resolve("known.yaml"), known);
        assertThat(dryRun(file)).isNotEmpty();
    }

    @Test
    @Order(4)
    void theNetworkPoliciesOfTheSamplesAreAdmitted() throws IOException, InterruptedException {
        cluster.namespace("databases", Map.of());
        assertThat(dryRun(Path.of("manifests/samples/network-policies"))).hasSize(3);
    }

    private List<String> dryRun(Path file) throws IOException, InterruptedException {
        List<String> lines =
                kubectl.ok(
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "--dry-run=server",
                                "--validate=strict",
                                "-f",
                                file.toString())
                        .lines()
                        // A dry run does not migrate from client-side to server-side apply.
                        .filter(each -> !each.startsWith("Warning: failed to migrate "))
                        // Nor is the namespace relabelled for the host's network.
                        .filter(each -> !each.contains(": host namespaces (hostNetwork=true)"))
                        .toList();
        assertThat(lines).allMatch(each -> each.endsWith(" serverside-applied (server dry run)"));
        return lines;
    }

    @Test
    @Order(5)
    void theRestrictedNamespaceAdmitsTheWorkloads() {
        cluster.requireControllers();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.pods().inNamespace(NAMESPACE).list().getItems())
                                .extracting(each ->
                                        each.getMetadata()
                                                .getLabels()
                                                .get("app.kubernetes.io/component"))
                                .containsExactlyInAnyOrder("webhook", "webhook", "observer"));
        assertThatThrownBy(() -> create(NAMESPACE, "loose"))
                .as("the negative control: the namespace is strict")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("PodSecurity");
    }

    private static final List<String> WEBHOOK_EVERYWHERE =
            List.of(
                    "list limitranges",
                    "watch limitranges",
                    "list namespaces",
                    "watch namespaces",
                    "list migrate.io/migrationpolicies",
                    "watch migrate.io/migrationpolicies",
                    "list migrate.io/clustermigrationpolicies",
                    "watch migrate.io/clustermigrationpolicies",
                    "get admissionregistration.k8s.io/mutatingwebhookconfigurations/migrate-io-injector",
                    "list admissionregistration.k8s.io/mutatingwebhookconfigurations/migrate-io-injector",
                    "watch"
                        + " admissionregistration.k8s.io/mutatingwebhookconfigurations/migrate-io-injector",
                    "patch"
                        + " admissionregistration.k8s.io/mutatingwebhookconfigurations/migrate-io-injector",
                    "get admissionregistration.k8s.io/validatingwebhookconfigurations/migrate-io-workloads",
                    "list admissionregistration.k8s.io/validatingwebhookconfigurations/migrate-io-workloads",
                    "watch"
                        + " admissionregistration.k8s.io/validatingwebhookconfigurations/migrate-io-workloads",
                    "patch"
                        + " admissionregistration.k8s.io/validatingwebhookconfigurations/migrate-io-workloads");

    private static final List<String> WEBHOOK_AT_HOME =
            List.of(
                    "get secrets/migrate-io-webhook-ca",
                    "list secrets/migrate-io-webhook-ca",
                    "watch secrets/migrate-io-webhook-ca",
                    "update secrets/migrate-io-webhook-ca",
                    "create secrets");

    private static final List<String> OBSERVER =
            List.of(
                    "list pods",
                    "watch pods",
                    "list namespaces",
                    "watch namespaces",
                    "list limitranges",
                    "watch limitranges",
                    "list migrate.io/migrationpolicies",
                    "watch migrate.io/migrationpolicies",
                    "list migrate.io/clustermigrationpolicies",
                    "watch migrate.io/clustermigrationpolicies",
                    "get migrate.io/migrationpolicies",
                    "get migrate.io/clustermigrationpolicies",
                    "patch migrate.io/migrationpolicies/status",
                    "patch migrate.io/clustermigrationpolicies/status",
                    "get apps/replicasets",
                    "get batch/jobs",
                    "get events",
                    "create events",
                    "patch events");

    /// The rights of each account beyond those of every ServiceAccount.
    @Test
    @Order(6)
    void theAccountsHaveOnlyTheRightsTheyNeed() {
        try (var webhook = Account.of(client, NAMESPACE, "migrate-io-webhook");
                var observer = Account.of(client, NAMESPACE, "migrate-io-observer");
                var anybody = Account.of(client, "shop", "default")) {
            assertThat(webhook.rights("shop"))
                    .containsAll(anybody.rights("shop"))
                    .filteredOn(each -> !anybody.rights("shop").contains(each))
                    .containsExactlyInAnyOrderElementsOf(WEBHOOK_EVERYWHERE);
            assertThat(webhook.rights(NAMESPACE))
                    .filteredOn(each -> !webhook.rights("shop").contains(each))
                    .containsExactlyInAnyOrderElementsOf(WEBHOOK_AT_HOME);
            assertThat(observer.rights("shop"))
                    .filteredOn(each -> !anybody.rights("shop").contains(each))
                    .containsExactlyInAnyOrderElementsOf(OBSERVER);
            assertThat(observer.rights(NAMESPACE))
                    .containsExactlyInAnyOrderElementsOf(observer.rights("shop"));
        }
    }

    /// Verifies by requests that it can read only its own Secret.
    @Test
    @Order(7)
    void theWebhookReadsOnlyItsOwnSecret() {
        try (var webhook = Account.of(client, NAMESPACE, "migrate-io-webhook");
                var observer = Account.of(client, NAMESPACE, "migrate-io-observer")) {
            KubernetesClient account = webhook.client();
            assertThat(account.secrets().inNamespace(NAMESPACE).withName(SECRET).get()).isNotNull();
            List<Runnable> refused =
                    List.of(
                            () -> account.secrets().inNamespace(NAMESPACE).withName("other").get(),
                            () -> account.secrets().inNamespace(NAMESPACE).list(),
                            () -> account.secrets().inNamespace("shop").withName(SECRET).get(),
                            () -> account.secrets().inAnyNamespace().list(),
                            () -> account.pods().inNamespace("shop").list(),
                            () -> observer.client().secrets().inNamespace(NAMESPACE).list());
            assertThat(refused)
                    .allSatisfy(each ->
                            assertThatThrownBy(each::run)
                                    .isInstanceOf(KubernetesClientException.class)
                                    .hasMessageContaining("is forbidden"));
            assertThat(observer.client().pods().inNamespace("shop").list().getItems()).isEmpty();
        }
    }

    /// RBAC allows the webhook to patch two configurations; an admission policy allows only the
    /// `caBundle`.
    @ParameterizedTest
    @Order(7)
    @ValueSource(
            strings = {
                "{op: add, path: /webhooks/0/rules/0/resources/-, value: secrets}",
                "{op: replace, path: /webhooks/0/clientConfig, value: {url:"
                        + " 'https://203.0.113.1'}}",
                "{op: replace, path: /webhooks/0/clientConfig/service/port, value: 444}",
                "{op: remove, path: /webhooks/0/clientConfig/service/path}",
                "{op: replace, path: /webhooks/0/failurePolicy, value: Ignore}",
                "{op: replace, path: /webhooks/0/namespaceSelector, value: {}}",
                "{op: remove, path: /webhooks/0/matchConditions}",
                "{op: replace, path: /webhooks/0/name, value: other.migrate.io}",
                "{op: add, path: /webhooks/-, value: {name: other.migrate.io, sideEffects: None,"
                        + " admissionReviewVersions: [v1], clientConfig: {url:"
                        + " 'https://203.0.113.1'}}}",
                "{op: remove, path: /webhooks}",
                "{op: add, path: /metadata/ownerReferences, value: [{apiVersion: v1, kind:"
                        + " Namespace, name: gone, uid: 0c9a9d5e-0000-4000-8000-000000000000}]}",
                "{op: add, path: /metadata/labels/other, value: label}",
                "{op: add, path: /metadata/finalizers, value: [example.com/kept]}"
            })
    void theWebhookMayChangeOnlyTheCaBundle(String change) throws IOException {
        try (var webhook = Account.of(client, NAMESPACE, "migrate-io-webhook")) {
            String patch = YAML.readTree("[" + change + "]").toString();
            assertThat(tried(webhook.client(), patch))
                    .hasValueSatisfying(message ->
                            assertThat(message)
                                    .contains("'migrate-io-ca-bundles'")
                                    .contains("the account of the webhook may "));
            assertThat(tried(client, patch)).as("an administrator").isEmpty();
            String bundle =
                    "[{op: add, path: /webhooks/0/clientConfig/caBundle, value: \"%s\"}]"
                            .formatted(Base64.getEncoder().encodeToString(authority()));
            assertThat(tried(webhook.client(), YAML.readTree(bundle).toString()))
                    .as("the caBundle alone")
                    .isEmpty();
        }
    }

    private byte[] authority() {
        String data = client.getConfiguration().getCaCertData();
        return data == null ? caFile() : Base64.getDecoder().decode(data);
    }

    private byte[] caFile() {
        try {
            return Files.readAllBytes(Path.of(client.getConfiguration().getCaCertFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Patches the configuration as a dry run, and returns why that is refused; empty if it is not.
    private static Optional<String> tried(KubernetesClient account, String patch) {
        var context =
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON)
                        .withDryRun(List.of("All"))
                        .build();
        try {
            account.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("migrate-io-injector")
                    .patch(context, patch);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(e.getMessage());
        }
    }

    @ParameterizedTest
    @Order(8)
    @CsvSource({
        "admin, create, yes",
        "admin, delete, yes",
        "edit,  create, no",
        "edit,  patch,  no",
        "edit,  list,   yes",
        "view,  get,    yes",
        "view,  update, no"
    })
    void policiesAreWrittenByAdminsAndReadByViewers(String role, String verb, String answer)
            throws IOException, InterruptedException {
        cluster.requireControllers();
        String user = "a-" + role;
        if (client.rbac().roleBindings().inNamespace("shop").withName(user).get() == null) {
            kubectl.ok(
                    "create",
                    "rolebinding",
                    user,
                    "--namespace=shop",
                    "--clusterrole=" + role,
                    "--user=" + user);
        }
        // A controller aggregates Kubernetes' own roles.
        Awaitility.await().atMost(PATIENCE).until(() -> mayI(user, "get").equals("yes"));
        assertThat(mayI(user, verb)).isEqualTo(answer);
    }

    private String mayI(String user, String verb) throws IOException, InterruptedException {
        return kubectl.in(
                        "shop",
                        "auth",
                        "can-i",
                        verb,
                        "migrationpolicies.migrate.io",
                        "--as=" + user)
                .output()
                .strip();
    }

    private Pod create(String namespace, String name) {
        return client.resource(
                        client.getKubernetesSerialization()
                                .unmarshal(
                                        """
                                        apiVersion: v1
                                        kind: Pod
                                        metadata:
                                          name: %s
                                          namespace: %s
                                          annotations: {migrate.io/enabled: "true"}
                                        spec: {containers: [{name: api, image: "registry.example.com/api:1"}]}
                                        """
                                                .formatted(name, namespace),
                                        Pod.class))
                .create();
    }

    /// Runs the commands of the page in order.
    @Test
    @Order(9)
    void theDocumentedUninstallLeavesNothingThatBlocksPods()
            throws IOException, InterruptedException {
        cluster.requireControllers();
        assertThatThrownBy(() -> create("shop", "before"))
                .as("the negative control: installed but not running")
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("failed calling webhook \"pods.inject.migrate.io\"");
        List<String> commands =
                Files.readAllLines(ProjectRoot.root().resolve("docs/uninstall.md")).stream()
                        .filter(each -> each.startsWith("$ kubectl delete "))
                        .map(each -> each.substring("$ kubectl ".length()))
                        .toList();
        assertThat(commands).hasSize(2);
        kubectl.ok(commands.getFirst().split(" "));
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> create("shop", "after-the-first-command") != null);
        kubectl.ok(commands.getLast().split(" "));
        assertThat(create("shop", "after").getSpec().getInitContainers()).isEmpty();
        assertThat(
                        kubectl.ok(
                                "get",
                                "namespaces,clusterroles,clusterrolebindings,"
                                        + "mutatingwebhookconfigurations,"
                                        + "validatingwebhookconfigurations,"
                                        + "validatingadmissionpolicies,"
                                        + "validatingadmissionpolicybindings,"
                                        + "customresourcedefinitions",
                                "-o",
                                "name"))
                .doesNotContain("migrate");
    }

    /// The guard alone: everything else is uninstalled.
    @Test
    @Order(10)
    void theGuardWarnsAboutOrRejectsUninjectedAnnotatedPods()
            throws IOException, InterruptedException {
        cluster.requireControllers();
        kubectl.ok("apply", "--validate=strict", "-k", "manifests/overlays/guard");
        String annotated = pod("migrate.io/enabled: \"true\"", "app: api", "setup");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Kubectl.warnings(dryRun(annotated))).hasSize(1));
        Kubectl.Run warned = dryRun(annotated);
        assertThat(warned.exit()).isZero();
        assertThat(Kubectl.warnings(warned).getFirst())
                .contains("no migrator container was injected");

        kubectl.ok(
                "patch",
                "validatingadmissionpolicybinding",
                "migrate-io-guard",
                "--type=merge",
                "--patch-file=manifests/overlays/guard/deny.yaml");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dryRun(annotated).exit()).isNotZero());
        assertThat(dryRun(annotated).output()).contains("no migrator container was injected");
        List<String> admitted =
                List.of(
                        pod("example.com/x: z", "app: api", "setup"),
                        pod("migrate.io/enabled: \"false\"", "app: api", "setup"),
                        pod(
                                "migrate.io/enabled: \"true\"",
                                "migrate.io/injection: disabled",
                                "setup"),
                        pod("migrate.io/enabled: \"true\"", "app: api", "migrate-default"));
        for (String each : admitted) {
            Kubectl.Run run = dryRun(each);
            assertThat(run.exit()).as(run.output()).isZero();
        }
        assertThat(
                        dryRun(
                                        pod(
                                                "migrate.io/enabled: \"true\"",
                                                "app: api",
                                                "migrate-files-default"))
                                .exit())
                .as("only the copy")
                .isNotZero();
    }

    private static String pod(String annotation, String label, String initContainer) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: guarded, labels: {%s}, annotations: {%s}}
        spec:
          initContainers: [{name: %s, image: "registry.example.com/x:1"}]
          containers: [{name: api, image: "registry.example.com/api:1"}]
        """
                .formatted(label, annotation, initContainer);
    }

    private Kubectl.Run dryRun(String manifest) throws IOException, InterruptedException {
        return kubectl.apply("shop", manifest, "--dry-run=server");
    }
}
