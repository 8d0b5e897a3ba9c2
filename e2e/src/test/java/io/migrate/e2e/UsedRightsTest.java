package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The life of an installation, played with both programs as their ServiceAccounts. The API
/// server's audit log then says which rights they used: all that the manifests grant, and no other.
///
/// There is no Node: a proxy stands for the Service, and the test writes the statuses of Pods.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UsedRightsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NAMESPACE = Installation.NAMESPACE;
    private static final String WEBHOOK = "migrate-io-webhook";
    private static final String OBSERVER = "migrate-io-observer";
    private static final Pattern PORT = Pattern.compile("listening port=(\\d+)");

    /// Rights that are granted and not used here, with the reason; there is none.
    private static final Map<String, String> UNUSED_WITH_REASON = Map.of();

    private final List<Process> processes = new ArrayList<>();
    private Path work;
    private AuditLog audit;
    @AutoClose private Cluster cluster;
    private KubernetesClient admin;
    private CuttableProxy wire;
    private ServiceProxy service;
    private Replica first;

    /// A replica of the webhook.
    private record Replica(Process process, int port) {}

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        work = folder;
        audit = AuditLog.in(work);
        cluster = Cluster.audited(work, audit);
        cluster.requireControllers();
        admin = cluster.client();
        wire = CuttableProxy.before(URI.create(admin.getConfiguration().getMasterUrl()).toURL());
        service = new ServiceProxy(Duration.ofMillis(200));
    }

    @AfterAll
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        if (service != null) {
            service.close();
            wire.close();
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(PATIENCE).ignoreExceptions();
    }

    /// Starts a program whose connections to the API server can be cut.
    private Process program(Path log, String account, String... arguments) throws IOException {
        String kubeconfig =
                Account.kubeconfig(admin, NAMESPACE, account)
                        .replaceFirst(
                                "server: \"[^\"]*\"",
                                "server: \"https://127.0.0.1:" + wire.port() + "\"");
        var words = new ArrayList<>(List.of(arguments));
        words.add("--kubeconfig=" + Files.writeString(work.resolve(account), kubeconfig));
        words.addAll(List.of("--host=127.0.0.1", "--metrics-port=0", "--log-format=text"));
        Process process =
                new ProcessBuilder(Jars.WEBHOOK.command(words))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private Replica replica() throws IOException {
        Path log = work.resolve("webhook-" + processes.size() + ".log");
        Process process =
                program(
                        log,
                        WEBHOOK,
                        "serve",
                        "--port=0",
                        "--dns-name=127.0.0.1",
                        "--drain-seconds=1");
        soon().until(() -> PORT.matcher(Files.readString(log)).find());
        var found = PORT.matcher(Files.readString(log));
        assertThat(found.find()).isTrue();
        var replica = new Replica(process, Integer.parseInt(found.group(1)));
        service.add(replica.port());
        soon().until(() -> service.ready().contains(replica.port()));
        return replica;
    }

    @Test
    @Order(1)
    void install() throws IOException, InterruptedException {
        cluster.kubectl().ok("apply", "-k", "manifests/base");
        cluster.namespace("shop", Map.of());
        var configurations = admin.admissionRegistration().v1();
        configurations
                .mutatingWebhookConfigurations()
                .withName(Installation.MUTATING)
                .edit(each -> {
                    redirect(each.getWebhooks().getFirst().getClientConfig(), "/mutate");
                    return each;
                });
        configurations
                .validatingWebhookConfigurations()
                .withName(Installation.VALIDATING)
                .edit(each -> {
                    redirect(each.getWebhooks().getFirst().getClientConfig(), "/workloads");
                    return each;
                });
        first = replica();
        program(work.resolve("observer.log"), OBSERVER, "observe");
        assertThat(bundle()).as("of Pods").isPresent();
    }

    private void redirect(WebhookClientConfig called, String path) {
        called.setService(null);
        called.setUrl("https://127.0.0.1:" + service.port() + path);
    }

    private Optional<String> bundle() {
        return Optional.ofNullable(
                admin.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(Installation.MUTATING)
                        .get()
                        .getWebhooks()
                        .getFirst()
                        .getClientConfig()
                        .getCaBundle());
    }

    @Test
    @Order(2)
    void policiesAndLimitRanges() {
        admin.resource(policy("MigrationPolicy", ", namespace: shop", "{run: {timeout: 5m}}"))
                .create();
        admin.resource(policy("ClusterMigrationPolicy", "", "{constraints: {modes: [Migrate]}}"))
                .create();
        admin.resource(
                        """
                        apiVersion: v1
                        kind: LimitRange
                        metadata: {name: small, namespace: shop}
                        spec: {limits: [{type: Container, max: {memory: 1Gi}}]}
                        """)
                .create();
        awaitStatus(policy("MigrationPolicy", ", namespace: shop", "{}"), 1);
        awaitStatus(policy("ClusterMigrationPolicy", "", "{}"), 1);
    }

    private GenericKubernetesResource policy(String kind, String namespace, String spec) {
        return admin.getKubernetesSerialization()
                .unmarshal(
                        """
                        apiVersion: migrate.io/v1alpha1
                        kind: %s
                        metadata: {name: default%s}
                        spec: %s
                        """
                                .formatted(kind, namespace, spec),
                        GenericKubernetesResource.class);
    }

    private void awaitStatus(GenericKubernetesResource policy, int generation) {
        soon().untilAsserted(() ->
                assertThat(
                                admin.resource(policy)
                                        .get()
                                        .<Number>get("status", "observedGeneration")
                                        .intValue())
                        .isEqualTo(generation));
    }

    @Test
    @Order(3)
    void aRolloutWhoseMigrationFailsTwice() throws IOException {
        apply(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api, namespace: shop}
                spec: {replicas: 1, selector: {matchLabels: {app: api}}}
                """);
        Pod pod = pod("api-");
        var player = new PodPlayer(admin);
        ObjectNode first = PodPlayer.named("exit-14").deepCopy();
        // An Event is counted up after a minute.
        ((ObjectNode) first.at("/migrator/state/terminated"))
                .put("startedAt", "-210s")
                .put("finishedAt", "-200s");
        player.play(pod, first);
        awaitEvent("Deployment", 1);
        ObjectNode second = PodPlayer.named("exit-14").deepCopy();
        second.withObject("migrator").put("restartCount", 1);
        player.play(pod, second);
        awaitEvent("Deployment", 2);
    }

    @Test
    @Order(3)
    void aJob() throws IOException {
        apply("{apiVersion: batch/v1, kind: Job, metadata: {name: report, namespace: shop}}");
        new PodPlayer(admin).play(pod("report-"), PodPlayer.named("applied"));
        awaitEvent("Job", 1);
    }

    /// Creates a workload whose Pod template asks for a migration.
    private void apply(String workload) {
        ObjectNode tree = PodPlayer.tree(workload);
        tree.withObject("/spec")
                .set(
                        "template",
                        PodPlayer.tree(
                                """
                                metadata:
                                  labels: {app: api}
                                  annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                                spec:
                                  containers: [{name: api, image: "registry.example.com/shop/api:1"}]
                                """));
        if (tree.path("kind").asText().equals("Job")) {
            ((ObjectNode) tree.at("/spec/template/spec")).put("restartPolicy", "Never");
        }
        admin.resource(tree.toString()).create();
    }

    /// The injected Pod that a controller creates.
    private Pod pod(String prefix) {
        return soon().until(
                        () ->
                                admin.pods().inNamespace("shop").list().getItems().stream()
                                        .filter(each ->
                                                each.getMetadata().getName().startsWith(prefix))
                                        .filter(each ->
                                                each.getSpec().getInitContainers().size() == 2)
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private void awaitEvent(String kind, int count) {
        soon().untilAsserted(() ->
                assertThat(admin.v1().events().inNamespace("shop").list().getItems())
                        .filteredOn(each -> each.getInvolvedObject().getKind().equals(kind))
                        .filteredOn(each -> each.getReason().startsWith("Migration"))
                        .extracting(Event::getCount)
                        .containsExactly(count));
    }

    /// The certificate heals: a foreign bundle, a lost Secret, and an authority that has expired.
    @Test
    @Order(4)
    void certificates() {
        String bundle = bundle().orElseThrow();
        admin.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(Installation.MUTATING)
                .edit(each -> {
                    each.getWebhooks().getFirst().getClientConfig().setCaBundle(null);
                    return each;
                });
        soon().until(() -> bundle().equals(Optional.of(bundle)));

        var secret = admin.secrets().inNamespace(NAMESPACE).withName(Installation.SECRET);
        String authority = secret.get().getData().get("tls.crt");
        secret.delete();
        soon().until(() -> !secret.get().getData().get("tls.crt").equals(authority));

        var past = Instant.now().minus(Duration.ofDays(400));
        var expired = CertificateAuthority.create(past, Duration.ofDays(1));
        secret.edit(each -> {
            each.setData(
                    Map.of(
                            "tls.crt",
                            base64(Pem.write(List.of(expired.certificate()))),
                            "tls.key",
                            base64(Pem.write(expired.key())),
                            "ca.crt",
                            base64(Pem.write(List.of(expired.certificate())))));
            return each;
        });
        String old = base64(Pem.write(List.of(expired.certificate())));
        soon().until(() -> !secret.get().getData().get("tls.crt").equals(old));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    @Order(5)
    void anOutageOfTheApiServer() throws IOException, InterruptedException {
        wire.cut();
        Thread.sleep(Duration.ofSeconds(2));
        wire.restore();
        admin.resource(policy("MigrationPolicy", ", namespace: shop", "{run: {timeout: 6m}}"))
                .forceConflicts()
                .serverSideApply();
        awaitStatus(policy("MigrationPolicy", ", namespace: shop", "{}"), 2);
    }

    @Test
    @Order(6)
    void anUpgrade() throws IOException, InterruptedException {
        replica();
        service.remove(first.port());
        first.process().destroy();
        assertThat(first.process().waitFor()).isEqualTo(143);
        admin.pods().inNamespace("shop").withLabel("app=api").delete();
        pod("api-");
    }

    @Test
    @Order(7)
    void theWebhookUsesEveryRightAndNoOther() throws IOException {
        assertUsed(WEBHOOK, "webhook-access.yaml");
    }

    @Test
    @Order(7)
    void theObserverUsesEveryRightAndNoOther() throws IOException {
        assertUsed(OBSERVER, "observer-access.yaml");
    }

    private void assertUsed(String account, String file) throws IOException {
        List<Right> granted = granted(file);
        List<AuditLog.Request> requests = audit.requests(account);
        List<Right> used = requests.stream().map(AuditLog.Request::right).distinct().toList();
        assertThat(requests).filteredOn(AuditLog.Request::isForbidden).as("answered 403").isEmpty();
        assertThat(used)
                .isNotEmpty()
                .allSatisfy(
                        request -> assertThat(granted).anyMatch(right -> right.permits(request)));
        assertThat(Right.unused(granted, used))
                .as("granted to %s and never used", account)
                .isEqualTo(
                        granted.stream()
                                .map(Right::toString)
                                .filter(UNUSED_WITH_REASON::containsKey)
                                .collect(Collectors.toSet()));
        var more = new ArrayList<>(granted);
        more.addAll(
                Right.granted(
                        "",
                        List.of(
                                new PolicyRuleBuilder()
                                        .withApiGroups("")
                                        .withResources("secrets")
                                        .withVerbs("get")
                                        .withResourceNames("another")
                                        .build())));
        assertThat(Right.unused(more, used))
                .as("the negative control")
                .contains("get secrets another");
    }

    private List<Right> granted(String file) throws IOException {
        var granted = new ArrayList<Right>();
        Path manifest = ProjectRoot.root().resolve("manifests/base").resolve(file);
        try (var access = Files.newInputStream(manifest)) {
            for (var each : admin.load(access).items()) {
                switch (each) {
                    case ClusterRole role -> granted.addAll(Right.granted("", role.getRules()));
                    case Role role ->
                            granted.addAll(
                                    Right.granted(
                                            role.getMetadata().getNamespace(), role.getRules()));
                    default -> {
                        // Grants nothing.
                    }
                }
            }
        }
        return granted;
    }
}
