package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Runs the commands of docs/break-glass.md on an installation whose webhook does not run, for
/// workloads whose templates contain the label of their policy, and the commands that undo them
/// after it runs again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakGlassTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern COMMAND = Pattern.compile("(?m)^ *\\$ (kubectl .*)$");
    private static final String KEY = "migrate.io/db-access";
    private static final String DOWN = "failed calling webhook \"pods.inject.migrate.io\"";
    private static final String GUARD = "ValidatingAdmissionPolicy 'migrate-io-labels'";

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private KubernetesClient client;
    private Kubectl kubectl;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        cluster = Cluster.start(work);
        client = cluster.client();
        kubectl = cluster.kubectl();
        cluster.requireControllers();
        kubectl.ok("apply", "-k", "manifests/base");
        Path policies = Files.createDirectory(work.resolve("policies"));
        for (String each :
                List.of(
                        "deployment",
                        "statefulset",
                        "daemonset",
                        "some",
                        "whole",
                        "all",
                        "last-resort")) {
            cluster.namespace(each, Map.of());
            Files.writeString(
                    policies.resolve(each + ".yaml"),
                    LabelGuardTest.POLICY.replace("namespace: shop", "namespace: " + each));
        }
        webhook = Webhook.start(work, policies);
        assertThat(
                        kubectl.apply("some", "apiVersion: v1\nkind: Node\nmetadata: {name: node}")
                                .exit())
                .isZero();
    }

    /// The configuration calls the Service, which has no endpoints.
    @BeforeEach
    void theWebhookIsDown() throws IOException, InterruptedException {
        kubectl.ok("replace", "-f", "manifests/base/mutating-webhook.yaml");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> create("some", "", "").output().contains(DOWN));
    }

    private void theWebhookIsUp() throws IOException {
        String authority = Files.readString(webhook.caFile());
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(Installation.MUTATING)
                .edit(each -> {
                    Installation.redirect(
                            each.getWebhooks().getFirst().getClientConfig(),
                            webhook.uri(),
                            authority);
                    return each;
                });
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        create("all", "", "").output().contains("\"name\": \"migrate-default\""));
    }

    /// The commands of a section of the page.
    private static List<String> commands(String section) throws IOException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/break-glass.md"));
        String after = page.substring(page.indexOf("\n## " + section + "\n") + 1);
        String text = after.substring(0, after.indexOf("\n## "));
        return COMMAND.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
    }

    /// Fills in the placeholders of the page and runs the command.
    private String run(String command, String namespace) throws IOException, InterruptedException {
        Kubectl.Run run =
                kubectl.shell(
                        command.replace("NAMESPACE", namespace)
                                .replaceAll("\\bNAME\\b", "api")
                                .replace("LABEL", KEY)
                                .replace("VALUE", "shop"));
        assertThat(run.exit()).as(command + "\n" + run.output()).isZero();
        return run.output();
    }

    private Kubectl.Run create(String namespace, String labels, String name)
            throws IOException, InterruptedException {
        String pod =
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: "%s", labels: {%s}, annotations: {migrate.io/enabled: "true"}}
                spec: {containers: [{name: api, image: "registry.example.com/api:1"}]}
                """;
        return name.isEmpty()
                ? kubectl.apply(
                        namespace, pod.formatted("probe", labels), "--dry-run=server", "-o", "json")
                : kubectl.apply(namespace, pod.formatted(name, labels));
    }

    private void apply(String kind, String namespace, String labels)
            throws IOException, InterruptedException {
        Kubectl.Run run =
                kubectl.apply(
                        namespace,
                        """
                        apiVersion: apps/v1
                        kind: %s
                        metadata: {name: api}
                        spec:
                          selector: {matchLabels: {app: %1$s}}
                          template:
                            metadata: {labels: {app: %1$s, %s}, annotations: {migrate.io/enabled: "true"}}
                            spec: {containers: [{name: api, image: "registry.example.com/api:1"}]}
                        """
                                .formatted(kind, labels));
        assertThat(run.exit()).as(run.output()).isZero();
    }

    private void awaitRefusal(String kind, String namespace, String reason) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        client.v1().events().inNamespace(namespace).list().getItems().stream()
                                .filter(each -> each.getReason().equals("FailedCreate"))
                                .filter(each ->
                                        each.getInvolvedObject()
                                                .getKind()
                                                .replace("ReplicaSet", "Deployment")
                                                .equals(kind))
                                .anyMatch(each -> each.getMessage().contains(reason)));
        assertThat(pods(kind, namespace)).isEmpty();
    }

    private List<Pod> pods(String kind, String namespace) {
        return client.pods().inNamespace(namespace).withLabel("app", kind).list().getItems();
    }

    private static boolean isInjected(Pod pod) {
        return !pod.getSpec().getInitContainers().isEmpty()
                && pod.getMetadata().getLabels().containsKey(KEY);
    }

    private static boolean isBare(Pod pod) {
        return pod.getSpec().getInitContainers().isEmpty()
                && !pod.getMetadata().getLabels().containsKey(KEY);
    }

    /// Waits for a Pod, and says that it is ready, as kubelet does.
    private Pod awaitPod(String kind, String namespace, Predicate<Pod> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> pods(kind, namespace).stream().anyMatch(condition));
        Pod pod = pods(kind, namespace).stream().filter(condition).findFirst().orElseThrow();
        String status =
                """
                {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
                """;
        client.resource(pod)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
        return pod;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
    void oneWorkload(String kind) throws IOException, InterruptedException {
        String namespace = kind.toLowerCase(Locale.ROOT);
        List<String> commands =
                commands("One workload").stream()
                        .map(each -> each.replace(" deployment ", " " + namespace + " "))
                        .toList();
        assertThat(commands).hasSize(2);
        apply(kind, namespace, KEY + ": shop");
        awaitRefusal(kind, namespace, DOWN);
        run(commands.getFirst().replace(",\"LABEL\":null", ""), namespace);
        awaitRefusal(kind, namespace, GUARD);

        run(commands.getFirst(), namespace);
        awaitPod(kind, namespace, BreakGlassTest::isBare);

        theWebhookIsUp();
        run(commands.getLast(), namespace);
        awaitPod(kind, namespace, BreakGlassTest::isInjected);
    }

    /// Templates without the label need the same command.
    @Test
    void oneWorkloadWithoutTheLabel() throws IOException, InterruptedException {
        apply("Deployment", "some", "");
        awaitRefusal("Deployment", "some", DOWN);
        run(commands("One workload").getFirst(), "some");
        awaitPod("Deployment", "some", BreakGlassTest::isBare);
        kubectl.ok("-n", "some", "delete", "deployment", "api");
    }

    @Test
    void aNamespace() throws IOException, InterruptedException {
        List<String> commands = commands("A namespace");
        assertThat(commands).hasSize(4);
        List<String> kinds = List.of("Deployment", "StatefulSet", "DaemonSet");
        for (String kind : kinds) {
            apply(kind, "whole", KEY + ": shop");
            awaitRefusal(kind, "whole", DOWN);
        }
        run(commands.get(0), "whole");
        awaitRefusal("Deployment", "whole", GUARD);

        run(commands.get(1), "whole");
        for (String kind : kinds) {
            awaitPod(kind, "whole", BreakGlassTest::isBare);
        }

        theWebhookIsUp();
        run(commands.get(2), "whole");
        run(commands.get(3), "whole");
        awaitPod("Deployment", "whole", BreakGlassTest::isInjected);
    }

    @Test
    void theCluster() throws IOException, InterruptedException {
        List<String> commands = commands("The cluster");
        assertThat(commands).hasSize(4);
        apply("Deployment", "all", KEY + ": shop");
        apply("StatefulSet", "all", "");
        awaitRefusal("Deployment", "all", DOWN);
        awaitRefusal("StatefulSet", "all", DOWN);

        run(commands.get(0), "all");
        Pod kept =
                awaitPod("Deployment", "all", each -> each.getSpec().getInitContainers().isEmpty());
        assertThat(kept.getMetadata().getLabels()).containsEntry(KEY, "shop");
        awaitPod("StatefulSet", "all", BreakGlassTest::isBare);
        String helped = commands("If the application cannot reach its database").getFirst();
        run(helped.replace("deployment", "statefulset"), "all");
        awaitPod("StatefulSet", "all", each -> each.getMetadata().getLabels().containsKey(KEY));

        assertThat(create("some", KEY + ": shop", "self-service").exit())
                .as("what cannot be held")
                .isZero();
        assertThat(create("some", KEY + ": shop, migrate.io/injection: disabled", "").output())
                .contains(GUARD);
        assertThat(create("some", "", "plain").exit()).isZero();
        assertThat(kubectl.in("some", "label", "pod", "plain", KEY + "=shop").output())
                .contains(GUARD);

        run(commands.get(1), "all");
        theWebhookIsUp();
        assertThat(run(commands.get(2), "all"))
                .contains("self-service", kept.getMetadata().getName(), "api-0")
                .doesNotContain("plain");
        run(commands.get(3), "all");
        awaitPod("Deployment", "all", BreakGlassTest::isInjected);
    }

    @Test
    void theLastResort() throws IOException, InterruptedException {
        List<String> commands = commands("If a ValidatingAdmissionPolicy refuses the Pods");
        assertThat(commands).hasSize(1);
        String labels = KEY + ": shop, migrate.io/injection: disabled";
        assertThat(create("last-resort", labels, "").output()).contains(GUARD);
        run(commands.getFirst(), "last-resort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> create("last-resort", labels, "").exit() == 0);
        kubectl.ok("apply", "-k", "manifests/base");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> create("last-resort", labels, "").output().contains(GUARD));
    }
}
