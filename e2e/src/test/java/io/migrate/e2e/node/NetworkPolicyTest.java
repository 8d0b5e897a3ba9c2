package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;

/// NetworkPolicies that are enforced: those of the samples, under the namespaces that they name,
/// and that of the installation.
@Tag("node")
class NetworkPolicyTest {
    private static final String DATABASE = "postgres.databases.svc";

    private static Namespace databases;
    private static Namespace shop;

    @BeforeAll
    static void create() throws IOException {
        Installation.ensure();
        databases = Namespace.withDatabase("databases");
        shop = Namespace.create("shop");
        shop.kubectl(
                "create",
                "secret",
                "generic",
                "db-credentials",
                "--from-literal=database-url=postgresql://shop:change-me@" + DATABASE + "/shop");
        shop.applied(
                Files.readString(
                        ProjectRoot.root().resolve("manifests/samples/web-shop/policy.yaml")));
        shop.applied(
                """
                apiVersion: migrate.io/v1alpha1
                kind: MigrationPolicy
                metadata: {name: unlabelled}
                spec:
                  source: {type: Container, container: {name: app, path: /app/migrations}}
                  run: {connectTimeout: 10s}
                """);
        client(shop, "app: client");
        client(databases, "app: client");
        // Without policies, anyone reaches the database.
        assertThat(connection(shop, DATABASE, 5432)).isEqualTo("open");
        assertThat(connection(databases, DATABASE, 5432)).isEqualTo("open");
        Node.kubectl("apply", "-f", "manifests/samples/network-policies");
    }

    @AfterAll
    static void delete() {
        Node.tryKubectl("-n", Installation.NAMESPACE, "delete", "pod", "client", "--now");
        shop.close();
        databases.close();
    }

    private static void client(Namespace namespace, String labels) {
        namespace.applied(Namespace.resource("client.yaml").replace("LABELS", labels));
        namespace.awaitStatus("client", "Running");
    }

    /// What becomes of a connection: `open`, `refused`, or `dropped`.
    private static String connection(Namespace from, String host, int port) {
        String script =
                "timeout 5 bash -c '</dev/tcp/%s/%d' 2>&1; echo exit $?".formatted(host, port);
        String output = from.kubectl("exec", "client", "--", "bash", "-c", script);
        return switch (output.lines().toList().getLast()) {
            case "exit 0" -> "open";
            case "exit 124" -> "dropped";
            case String _ when output.contains("Connection refused") -> "refused";
            case String _ -> output;
        };
    }

    private static void awaitConnection(Namespace from, String host, int port, String expected) {
        Node.await(
                "connection from %s to %s:%d".formatted(from.name(), host, port),
                () -> connection(from, host, port),
                expected::equals);
    }

    @Test
    void onlyTheLabelLeadsToTheDatabase() {
        awaitConnection(shop, DATABASE, 5432, "dropped");
        awaitConnection(databases, DATABASE, 5432, "dropped");
        shop.applied(
                TestPod.migrating("labelled").manifest()
                        + TestPod.migrating("unlabelled")
                                .without("source")
                                .with("policy", "unlabelled")
                                .manifest());
        shop.awaitStatus("labelled", "Running");
        assertThat(shop.pods("migrate.io/db-access=shop")).containsExactly("labelled");
        assertThat(databases.query("SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("3");
        assertThat(shop.awaitEvent("Pod/unlabelled", "MigrationFailed"))
                .contains("the database is unreachable (exit 10, Unreachable)")
                .contains("could not connect to postgres.databases.svc:5432/shop within 10 s")
                .contains("NetworkPolic");
        shop.awaitStatus("unlabelled", "Init:Error", "Init:CrashLoopBackOff");
    }

    /// The label is refused on a Pod that is not injected.
    @Test
    void theLabelCannotBeTaken() {
        shop.awaitStatus("client", "Running");
        assertThat(shop.tryKubectl("label", "pod", "client", "migrate.io/db-access=shop").output())
                .contains("migrate.io/");
        assertThat(shop.pods("migrate.io/db-access=shop")).doesNotContain("client");
    }

    /// Connections out are tried from a Pod with the labels of the webhook, which no ReplicaSet
    /// takes for its own.
    @Test
    void theInstallation() {
        String webhook = address("webhook");
        awaitConnection(shop, webhook, 10250, "dropped");
        assertThat(connection(databases, webhook, 10250)).isEqualTo("open");
        assertThat(connection(databases, webhook, 8080)).isEqualTo("open");
        assertThat(connection(databases, webhook, 1)).isEqualTo("dropped");
        assertThat(connection(databases, address("observer"), 8080)).isEqualTo("open");
        assertThat(connection(databases, address("observer"), 10250)).isEqualTo("dropped");

        var system = new Namespace(Installation.NAMESPACE);
        client(system, "app.kubernetes.io/name: migrate-io, app.kubernetes.io/component: webhook");
        assertThat(connection(system, "10.96.0.1", 443)).isEqualTo("open");
        awaitConnection(system, DATABASE, 5432, "dropped");
    }

    private static String address(String component) {
        return Node.kubectl(
                "-n",
                Installation.NAMESPACE,
                "get",
                "pods",
                "-l",
                "app.kubernetes.io/component=" + component,
                "-o",
                "jsonpath={.items[0].status.podIP}");
    }
}
