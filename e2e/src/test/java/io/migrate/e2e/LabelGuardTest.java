package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Who can give a Pod a label with the prefix `migrate.io/`: the webhook, and nobody else. The
/// shipped webhook configuration and label guard on a real API server, as an administrator, who may
/// do everything that others may.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabelGuardTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String KEY = "migrate.io/db-access";
    private static final String LABEL = KEY + ": shop";
    private static final String OTHER_KEY = "example.com/db-access";
    private static final String DISABLED = "migrate.io/injection: disabled";
    private static final String ENABLED = "migrate.io/enabled: \"true\"";
    private static final String GUARD =
            "ValidatingAdmissionPolicy 'migrate-io-labels' with binding 'migrate-io-labels' denied"
                    + " request: label ";
    private static final String WEBHOOK =
            "admission webhook \"pods.inject.migrate.io\" denied the request: ";

    static final String POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default, namespace: shop}
            spec:
              database: {urlSecretKeyRef: {name: db-migrator, key: database-url}}
              source: {type: Container, container: {name: api, path: /app/drizzle}}
              podLabels: {migrate.io/db-access: shop}
            """;

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private KubernetesClient client;
    private Kubectl kubectl;
    private Path work;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        work = folder;
        cluster = Cluster.start(folder);
        client = cluster.client();
        kubectl = cluster.kubectl();
        cluster.requireControllers();
        Path policies = Files.createDirectory(folder.resolve("policies"));
        Files.writeString(policies.resolve("policy.yaml"), POLICY);
        webhook = Webhook.start(folder, policies);
        cluster.namespace("shop", Map.of());
        cluster.namespace("opted-out", Map.of("migrate.io/injection", "disabled"));
        cluster.namespace(Installation.NAMESPACE, Map.of());
        for (String each : List.of("kube-system", "kube-public", "kube-node-lease")) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            client.serviceAccounts().inNamespace(each).withName("default").get()
                                    != null);
        }
        assertAccepted(kubectl.apply("shop", "apiVersion: v1\nkind: Node\nmetadata: {name: node}"));
        register();
    }

    /// Registers the shipped objects; the webhook is outside the cluster.
    private void register() throws IOException, InterruptedException {
        MutatingWebhookConfiguration configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(base("mutating-webhook.yaml")),
                                MutatingWebhookConfiguration.class);
        Installation.redirect(
                configuration.getWebhooks().getFirst().getClientConfig(),
                webhook.uri(),
                Files.readString(webhook.caFile()));
        client.resource(configuration).create();
        kubectl.ok("apply", "--validate=strict", "-f", "manifests/base/label-guard.yaml");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        create("shop", pod("probe", LABEL, "", "")).exit() != 0
                                && create("opted-out", pod("probe", LABEL, "", "")).exit() != 0);
    }

    private static Path base(String file) {
        return ProjectRoot.root().resolve("manifests/base").resolve(file);
    }

    /// @param labels labels beside `app`
    /// @param spec other members of the spec, with a comma after each
    private static String pod(String name, String labels, String annotations, String spec) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %1$s, labels: {app: %1$s, %2$s}, annotations: {%3$s}}
        spec: {%4$s containers: [{name: api, image: "registry.example.com/shop/api:1.4.0"}]}
        """
                .formatted(name, labels, annotations, spec);
    }

    /// Creates a Pod as a dry run.
    private Kubectl.Run create(String namespace, String manifest)
            throws IOException, InterruptedException {
        return kubectl.apply(namespace, manifest, "--dry-run=server", "-o", "json");
    }

    private Pod stored(String namespace, String manifest) throws IOException, InterruptedException {
        Kubectl.Run run = kubectl.apply(namespace, manifest, "-o", "json");
        assertThat(run.exit()).as(run.output()).isZero();
        return client.getKubernetesSerialization().unmarshal(run.output(), Pod.class);
    }

    private Map<String, String> labels(String pod) {
        return client.pods().inNamespace("shop").withName(pod).get().getMetadata().getLabels();
    }

    private static void assertAccepted(Kubectl.Run run) {
        assertThat(run.exit()).as(run.output()).isZero();
    }

    private static void assertRefused(Kubectl.Run run, String... messages) {
        assertThat(run.exit()).as(run.output()).isNotZero();
        assertThat(run.output()).contains(messages);
    }

    /// A Pod about which the webhook is asked: it refuses what no policy gives.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    migrate.io/db-access: shop  | ``
                    migrate.io/db-access: shop  | migrate.io/enabled: "false"
                    migrate.io/db-access: other | migrate.io/enabled: "true"
                    migrate.io/injected: "true" | ``
                    migrate.io/db: shop         | migrate.io/enabled: "true"
                    """)
    void theWebhookRefusesALabelThatNoPolicyGives(String label, String annotation)
            throws IOException, InterruptedException {
        assertRefused(create("shop", pod("asked", label, annotation, "")), WEBHOOK);
        assertAccepted(create("shop", pod("asked", "", annotation, "")));
    }

    @Test
    void theWebhookGivesTheLabelAndAcceptsItInTheTemplate()
            throws IOException, InterruptedException {
        for (String label : List.of("", LABEL)) {
            Kubectl.Run run = create("shop", pod("given", label, ENABLED, ""));
            assertAccepted(run);
            assertThat(JSON.readTree(run.output()).at("/metadata/labels/migrate.io~1db-access"))
                    .hasToString("\"shop\"");
        }
    }

    /// A way to keep the webhook from being asked.
    record Exclusion(
            String namespace, String labels, String annotations, String spec, String reason) {
        static Exclusion namespace(String name, String reason) {
            return new Exclusion(name, "", "", "", reason);
        }

        String pod(String label, String annotation) {
            return LabelGuardTest.pod(
                    "excluded", join(labels, label), join(annotations, annotation), spec);
        }

        private static String join(String some, String others) {
            return some.isEmpty() || others.isEmpty() ? some + others : some + ", " + others;
        }
    }

    /// The exclusions of the shipped webhook configuration; its namespaces are read from it.
    private static Stream<Exclusion> exclusions() throws IOException {
        JsonNode namespaces =
                Yaml.read(base("mutating-webhook.yaml"))
                        .at("/webhooks/0/namespaceSelector/matchExpressions/0/values");
        assertThat(namespaces).hasSize(4);
        return Stream.concat(
                namespaces
                        .valueStream()
                        .map(each ->
                                Exclusion.namespace(
                                        each.asText(), "the namespace is excluded from injection")),
                Stream.of(
                        Exclusion.namespace("opted-out", "the namespace has the label " + DISABLED),
                        new Exclusion(
                                "shop", DISABLED, "", "", "the Pod has the label " + DISABLED),
                        new Exclusion(
                                "shop",
                                "",
                                "kubernetes.io/config.mirror: x",
                                "nodeName: node, automountServiceAccountToken: false,",
                                "mirror Pods are excluded from injection"),
                        new Exclusion(
                                "shop",
                                "",
                                "",
                                "os: {name: windows},",
                                "Pods for Windows are excluded from injection"),
                        new Exclusion(
                                "shop",
                                "",
                                "",
                                "nodeSelector: {kubernetes.io/os: windows},",
                                "Pods for Windows are excluded from injection")));
    }

    @ParameterizedTest
    @MethodSource("exclusions")
    void aPodThatIsExcludedFromInjectionGetsNoLabel(Exclusion excluded)
            throws IOException, InterruptedException {
        for (String annotation : List.of("", ENABLED)) {
            for (String label : List.of(LABEL, "migrate.io/injected: \"true\"")) {
                assertRefused(
                        create(excluded.namespace(), excluded.pod(label, annotation)),
                        GUARD + label.substring(0, label.indexOf(':')) + ": only a policy gives",
                        "because " + excluded.reason() + "; remove the label");
            }
            Kubectl.Run without = create(excluded.namespace(), excluded.pod("", annotation));
            assertAccepted(without);
            assertThat(JSON.readTree(without.output()).at("/spec/initContainers"))
                    .as("the webhook was not asked")
                    .isEmpty();
            assertAccepted(
                    create(excluded.namespace(), excluded.pod(OTHER_KEY + ": shop", annotation)));
        }
    }

    @Test
    void everyRefusedLabelIsNamed() throws IOException, InterruptedException {
        Kubectl.Run run =
                create("opted-out", pod("two", LABEL + ", migrate.io/b: x, app.io/c: z", "", ""));
        assertRefused(run, GUARD);
        assertThat(run.output()).containsAnyOf(KEY + ", migrate.io/b:", "migrate.io/b, " + KEY);
    }

    /// The ways to write a label of an existing Pod.
    enum Way {
        LABEL_COMMAND,
        MERGE_PATCH,
        JSON_PATCH,
        STRATEGIC_PATCH,
        APPLY,
        SERVER_SIDE_APPLY,
        REPLACE,
        STATUS_PATCH,
        STATUS_REPLACE,
        BINDING,
        LEGACY_BINDING;

        String pod() {
            return "way-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Kubectl.Run write(Way way, String key, String value)
            throws IOException, InterruptedException {
        String pod = way.pod();
        String members = "{\"metadata\": {\"labels\": {\"%s\": \"%s\"}}}".formatted(key, value);
        return switch (way) {
            case LABEL_COMMAND ->
                    kubectl.in("shop", "label", "--overwrite", "pod", pod, key + "=" + value);
            case MERGE_PATCH ->
                    kubectl.in("shop", "patch", "pod", pod, "--type=merge", "-p", members);
            case STRATEGIC_PATCH -> kubectl.in("shop", "patch", "pod", pod, "-p", members);
            case JSON_PATCH ->
                    kubectl.in(
                            "shop",
                            "patch",
                            "pod",
                            pod,
                            "--type=json",
                            "-p",
                            "[{\"op\": \"add\", \"path\": \"/metadata/labels/%s\", \"value\": \"%s\"}]"
                                    .formatted(key.replace("/", "~1"), value));
            case APPLY -> kubectl.apply("shop", pod(pod, key + ": " + value, "", ""));
            case SERVER_SIDE_APPLY ->
                    kubectl.apply(
                            "shop",
                            pod(pod, key + ": " + value, "", ""),
                            "--server-side",
                            "--force-conflicts");
            case REPLACE -> kubectl.in("shop", "replace", "-f", changed(pod, key, value));
            case STATUS_PATCH ->
                    kubectl.in(
                            "shop",
                            "patch",
                            "pod",
                            pod,
                            "--subresource=status",
                            "--type=merge",
                            "-p",
                            members);
            case STATUS_REPLACE ->
                    kubectl.in(
                            "shop",
                            "replace",
                            "--subresource=status",
                            "-f",
                            changed(pod, key, value));
            case BINDING -> bind("pods/" + pod + "/binding", pod, key, value);
            case LEGACY_BINDING -> bind("bindings", pod, key, value);
        };
    }

    private String changed(String pod, String key, String value)
            throws IOException, InterruptedException {
        ObjectNode object = stored(pod);
        ((ObjectNode) object.at("/metadata/labels")).put(key, value);
        return file(object);
    }

    private ObjectNode stored(String pod) throws IOException, InterruptedException {
        return (ObjectNode)
                JSON.readTree(kubectl.in("shop", "get", "pod", pod, "-o", "json").output());
    }

    private String file(JsonNode object) throws IOException {
        return Files.writeString(Files.createTempFile(work, "object", ".json"), object.toString())
                .toString();
    }

    private Kubectl.Run bind(String resource, String pod, String key, String value)
            throws IOException, InterruptedException {
        String binding =
                """
                {"apiVersion": "v1", "kind": "Binding", "target": {"kind": "Node", "name": "node"},
                 "metadata": {"name": "%s", "namespace": "shop", "labels": {"%s": "%s"}}}
                """
                        .formatted(pod, key, value);
        return kubectl.in(
                "shop",
                "create",
                "--raw=/api/v1/namespaces/shop/" + resource,
                "-f",
                file(JSON.readTree(binding)));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGivesAnExistingPodALabel(Way way) throws IOException, InterruptedException {
        stored("shop", pod(way.pod(), "", "", ""));
        assertRefused(
                write(way, KEY, "shop"),
                GUARD + KEY + ": labels with the prefix migrate.io/ cannot be added or changed",
                "create the Pod again with the annotation migrate.io/enabled: \"true\"");
        assertThat(labels(way.pod())).doesNotContainKey(KEY);

        assertAccepted(write(way, OTHER_KEY, "shop"));
        assertThat(labels(way.pod())).as("the negative control").containsKey(OTHER_KEY);
    }

    /// Other subresources keep the labels that a Pod has.
    @ParameterizedTest
    @CsvSource({"ephemeralcontainers", "resize"})
    void otherSubresourcesDoNotWriteLabels(String subresource)
            throws IOException, InterruptedException {
        String name = "sub-" + subresource;
        stored("shop", pod(name, "", "", ""));
        String spec =
                subresource.equals("resize")
                        ? "{\"containers\": [{\"name\": \"api\", \"resizePolicy\": []}]}"
                        : "{\"ephemeralContainers\": [{\"name\": \"debug\", \"image\": \"x\"}]}";
        for (String key : List.of(KEY, OTHER_KEY)) {
            assertAccepted(
                    kubectl.in(
                            "shop",
                            "patch",
                            "pod",
                            name,
                            "--subresource=" + subresource,
                            "-p",
                            "{\"metadata\": {\"labels\": {\"%s\": \"shop\"}}, \"spec\": %s}"
                                    .formatted(key, spec)));
            assertThat(labels(name)).doesNotContainKey(key);
        }
    }

    /// A Pod that has labels can be updated, and lose them, but cannot get others or have them
    /// back.
    @Test
    void labelsThatAPodHasAreKeptOrRemoved() throws IOException, InterruptedException {
        stored("shop", pod("has", "", ENABLED, ""));
        assertThat(labels("has")).containsEntry(KEY, "shop");
        assertAccepted(kubectl.in("shop", "label", "pod", "has", "example.com/a=b"));
        assertAccepted(kubectl.in("shop", "annotate", "pod", "has", "example.com/a=b"));
        assertAccepted(kubectl.in("shop", "label", "pod", "has", "migrate.io/injection=disabled"));
        assertAccepted(kubectl.in("shop", "label", "pod", "has", "migrate.io/injection-"));
        assertAccepted(kubectl.in("shop", "label", "--overwrite", "pod", "has", KEY + "=shop"));
        assertAccepted(
                kubectl.in("shop", "replace", "--subresource=status", "-f", file(stored("has"))));
        assertRefused(
                kubectl.in("shop", "label", "--overwrite", "pod", "has", KEY + "=other"), GUARD);
        assertRefused(kubectl.in("shop", "label", "pod", "has", "migrate.io/more=x"), GUARD);
        assertThat(labels("has")).containsEntry(KEY, "shop").doesNotContainKey("migrate.io/more");

        assertAccepted(kubectl.in("shop", "label", "pod", "has", KEY + "-"));
        assertThat(labels("has")).doesNotContainKey(KEY).containsKey("migrate.io/injected");
        assertRefused(kubectl.in("shop", "label", "pod", "has", KEY + "=shop"), GUARD);
    }

    /// What a tool that restores backups does. It drops what the API server sets.
    @Test
    void aPodIsRestoredWithItsLabelsWhereTheWebhookIsAsked()
            throws IOException, InterruptedException {
        stored("shop", pod("backup", "", ENABLED, ""));
        ObjectNode backup = stored("backup");
        backup.remove("status");
        ((ObjectNode) backup.path("metadata"))
                .remove(List.of("uid", "resourceVersion", "creationTimestamp", "namespace"));
        kubectl.ok("-n", "shop", "delete", "pod", "backup", "--now");

        assertAccepted(kubectl.in("shop", "create", "-f", file(backup)));
        assertThat(labels("backup"))
                .containsEntry(KEY, "shop")
                .containsEntry("migrate.io/injected", "true");

        assertRefused(
                kubectl.in("opted-out", "create", "-f", file(backup)),
                GUARD,
                "the namespace has the label " + DISABLED);
        ((ObjectNode) backup.at("/metadata/labels")).remove(List.of(KEY, "migrate.io/injected"));
        assertAccepted(kubectl.in("opted-out", "create", "-f", file(backup)));
    }

    /// The applied object is a Pod; the same manifest is applied as often as one likes.
    @ParameterizedTest
    @CsvSource({"client", "server"})
    void aPodWithTheLabelIsAppliedAgain(String side) throws IOException, InterruptedException {
        String manifest = pod("applied-" + side, LABEL, ENABLED, "");
        for (int i = 0; i < 3; i++) {
            assertAccepted(
                    side.equals("server")
                            ? kubectl.apply("shop", manifest, "--server-side")
                            : kubectl.apply("shop", manifest));
        }
        assertThat(labels("applied-" + side)).containsEntry(KEY, "shop");
    }

    private List<Pod> podsOf(String app) {
        return client.pods().inNamespace("shop").withLabel("app", app).list().getItems();
    }

    private Pod awaitPod(String app) {
        Awaitility.await().atMost(PATIENCE).until(() -> podsOf(app).size() == 1);
        return podsOf(app).getFirst();
    }

    private static String workload(String kind, String name) {
        boolean runsOnce = kind.equals("Job");
        return """
        apiVersion: %s/v1
        kind: %s
        metadata: {name: %s}
        spec:
          %s
          template:
            metadata: {labels: {app: %3$s, migrate.io/db-access: shop}, annotations: {migrate.io/enabled: "true"}}
            spec: {%s containers: [{name: api, image: "registry.example.com/shop/api:1.4.0"}]}
        """
                .formatted(
                        runsOnce ? "batch" : "apps",
                        kind,
                        name,
                        runsOnce ? "" : "selector: {matchLabels: {app: %s}}".formatted(name),
                        runsOnce ? "restartPolicy: Never," : "");
    }

    /// Controllers copy labels from their template, and later update, adopt, orphan and delete
    /// Pods.
    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "Job"})
    void controllersWorkWithALabelInTheTemplate(String kind)
            throws IOException, InterruptedException {
        String app = kind.toLowerCase(Locale.ROOT);
        for (int i = 0; i < 2; i++) {
            assertAccepted(kubectl.apply("shop", workload(kind, app)));
        }
        Pod pod = awaitPod(app);
        assertThat(pod.getMetadata().getLabels())
                .containsEntry(KEY, "shop")
                .containsEntry("migrate.io/injected", "true");

        kubectl.ok("-n", "shop", "delete", kind, app, "--cascade=orphan");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        podsOf(app).getFirst().getMetadata().getOwnerReferences().isEmpty()
                                || kind.equals("Deployment"));
        if (!kind.equals("Job")) {
            assertAccepted(kubectl.apply("shop", workload(kind, app)));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(awaitPod(app).getMetadata().getOwnerReferences())
                                    .as("adopted")
                                    .hasSize(1));
            assertThat(awaitPod(app).getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
            kubectl.ok("-n", "shop", "delete", kind, app);
        } else {
            kubectl.ok("-n", "shop", "delete", "pods", "-l", "app=" + app, "--wait=false");
        }
        Awaitility.await().atMost(PATIENCE).until(() -> podsOf(app).isEmpty());
    }

    /// The Job controller removes its finalizer from a Pod that has ended.
    @Test
    void aJobEnds() throws IOException, InterruptedException {
        assertAccepted(kubectl.apply("shop", workload("Job", "ending")));
        Pod pod = awaitPod("ending");
        assertThat(pod.getMetadata().getFinalizers()).isNotEmpty();
        client.resource(pod)
                .editStatus(each -> {
                    each.getStatus().setPhase("Succeeded");
                    return each;
                });
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        client
                                .batch()
                                .v1()
                                .jobs()
                                .inNamespace("shop")
                                .withName("ending")
                                .get()
                                .getStatus()
                                .getConditions()
                                .stream()
                                .anyMatch(each -> each.getType().equals("Complete")));
        assertThat(awaitPod("ending").getMetadata().getFinalizers()).isEmpty();
        assertThat(awaitPod("ending").getMetadata().getLabels()).containsEntry(KEY, "shop");
    }

    @Test
    void aPodIsBoundAndEvicted() throws IOException, InterruptedException {
        stored("shop", pod("evicted", "", ENABLED, ""));
        assertAccepted(bind("pods/evicted/binding", "evicted", OTHER_KEY, "x"));
        assertThat(labels("evicted")).containsEntry(KEY, "shop").containsKey(OTHER_KEY);
        String eviction =
                """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "evicted"},
                 "deleteOptions": {"gracePeriodSeconds": 0}}
                """;
        assertAccepted(
                kubectl.in(
                        "shop",
                        "create",
                        "--raw=/api/v1/namespaces/shop/pods/evicted/eviction",
                        "-f",
                        file(JSON.readTree(eviction))));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> client.pods().inNamespace("shop").withName("evicted").get() == null);
    }

    /// A controller compares the expressions with the types of what they are applied to.
    @Test
    void theExpressionsFitTheTypes() {
        var policies = client.admissionRegistration().v1().validatingAdmissionPolicies();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> {
                    var status = policies.withName("migrate-io-labels").get().getStatus();
                    return status != null && status.getObservedGeneration() != null;
                });
        var checked = policies.withName("migrate-io-labels").get().getStatus().getTypeChecking();
        assertThat(checked == null ? List.of() : checked.getExpressionWarnings()).isEmpty();
    }
}
