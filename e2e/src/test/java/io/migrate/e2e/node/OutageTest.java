package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;
import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// What happens while no replica of the webhook runs.
@Tag("node")
class OutageTest {
    private static final String FAILED_CALL = "failed calling webhook \"pods.inject.migrate.io\"";
    private static final String ANNOTATIONS =
            "migrate.io/enabled: \"true\", migrate.io/source: \"container/app:/app/migrations\"";
    private static final String REPLICAS =
            "app.kubernetes.io/name=migrate-io,app.kubernetes.io/component=webhook";
    private static final String WEBHOOK = "migrate-io-webhook";
    private static final Namespace SYSTEM = new Namespace(Installation.NAMESPACE);

    @BeforeAll
    static void install() {
        Installation.ensure();
    }

    @AfterEach
    void restore() {
        SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=2");
        Installation.awaitReady();
    }

    /// The first new Pod is admitted before, the second one is not.
    @Test
    void aRolloutCompletesByItself() {
        try (Namespace orders = Namespace.withDatabase("rollout")) {
            orders.applied(Namespace.resource("orders.yaml"));
            orders.awaitRollout("orders");
            List<String> old = orders.pods("app=orders");
            orders.kubectl("set", "image", "deployment/orders", "orders=" + HeldMigration.IMAGE);
            HeldMigration first = HeldMigration.await(orders);

            // Replicas that are deleted may be back before the second Pod is created.
            stopTheWebhook();
            HeldMigration.release(orders);

            assertThat(orders.awaitEvent("ReplicaSet/" + replicaSet(first.pod()), "FailedCreate"))
                    .contains(FAILED_CALL);
            assertThat(orders.pods("app=orders")).contains(first.pod()).containsAnyElementsOf(old);
            SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=2");
            orders.awaitRollout("orders");
            assertThat(orders.pods("app=orders,migrate.io/injected=true"))
                    .filteredOn(pod -> !old.contains(pod))
                    .hasSize(2)
                    .allSatisfy(pod -> assertThat(orders.status(pod)).isEqualTo("Running"));
        }
    }

    @Test
    void whatToDoWithoutTheWebhook() {
        try (Namespace orders = Namespace.withDatabase("outage")) {
            stopTheWebhook();

            Node.Run refused = Node.apply(orders.name(), pod("refused", ANNOTATIONS));
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.output()).contains(FAILED_CALL);
            orders.applied(pod("plain", ""));
            orders.awaitStatus("plain", "Running");
            breakTheGlass(orders);

            expireTheAuthority();
            assertThat(Installation.doctor().output()).contains("expired");
            SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=2");
            Installation.awaitReady();
            Node.await(
                    "doctor without problems",
                    () -> Installation.doctor("--canary=" + orders.name()),
                    run -> run.exit() == 0);
            mendTheGlass(orders);
        }
    }

    private static void stopTheWebhook() {
        SYSTEM.kubectl("scale", "deployment", WEBHOOK, "--replicas=0");
        Node.await("no replica", () -> SYSTEM.pods(REPLICAS), List::isEmpty);
    }

    /// The Pod of an application starts without its migration.
    private static void breakTheGlass(Namespace orders) {
        orders.applied(Namespace.resource("orders.yaml"));
        Node.await(
                "FailedCreate",
                () -> orders.kubectl("get", "events", "--field-selector=reason=FailedCreate"),
                text -> text.contains(FAILED_CALL));
        Node.kubectl(documented("\"migrate.io/injection\":\"disabled\"", orders));
        orders.awaitRollout("orders");
        assertThat(orders.pods("app=orders")).hasSize(2);
        assertThat(orders.pods("migrate.io/injected")).isEmpty();
    }

    /// New Pods of the application migrate again.
    private static void mendTheGlass(Namespace orders) {
        Node.kubectl(documented("\"migrate.io/injection\":null", orders));
        orders.awaitRollout("orders");
        assertThat(orders.pods("app=orders,migrate.io/injected=true")).hasSize(2);
        assertThat(orders.query("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .containsExactly("3");
    }

    /// The command of `docs/break-glass.md` that contains a text, without quotes.
    private static String[] documented(String text, Namespace namespace) {
        try {
            String page = Files.readString(ProjectRoot.root().resolve("docs/break-glass.md"));
            return page.lines()
                    .filter(line -> line.startsWith("$ kubectl ") && line.contains(text))
                    .findFirst()
                    .orElseThrow()
                    .substring("$ kubectl ".length())
                    .replace("'", "")
                    .replace("NAMESPACE", namespace.name())
                    .replace("NAME", "orders")
                    .split(" ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expireTheAuthority() {
        var expired =
                CertificateAuthority.create(
                        Instant.now().minus(Duration.ofDays(400)), Duration.ofDays(365));
        String certificate = Pem.write(List.of(expired.certificate()));
        SYSTEM.kubectl(
                "patch",
                "secret",
                "migrate-io-webhook-ca",
                "-p",
                "{\"data\":{\"ca.crt\":\"%1$s\",\"tls.crt\":\"%1$s\",\"tls.key\":\"%2$s\"}}"
                        .formatted(base64(certificate), base64(Pem.write(expired.key()))));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String replicaSet(String pod) {
        return pod.substring(0, pod.lastIndexOf('-'));
    }

    private static String pod(String name, String annotations) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          annotations: {%s}
        spec:
          securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: app
            image: registry.example.com/orders:1
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
                .formatted(name, annotations);
    }
}
