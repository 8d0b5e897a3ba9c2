package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What happens if a migrator, or the kubelet that watches it, ends in the middle of a migration.
@Tag("node")
class DeathsTest {
    private static final String MIGRATOR = "migrate-default";
    private static final String HELD =
            Namespace.resource("orders.yaml")
                    .replace("registry.example.com/orders:1", HeldMigration.IMAGE);

    @BeforeAll
    static void install() {
        Installation.ensure();
    }

    @Test
    void anotherMigratorTakesOverFromAKilledOne() {
        try (Namespace orders = Namespace.withDatabase("killed")) {
            orders.applied(HELD);
            HeldMigration first = HeldMigration.await(orders);

            Node.ok("in", "kill", "-9", process(orders.container(first.pod(), MIGRATOR)));

            assertThat(orders.awaitEvent("Pod/" + first.pod(), "MigrationFailed"))
                    .startsWith("policy default: the migrator was killed (exit 137, Killed)")
                    .contains("applied V3__t3 in")
                    .doesNotContain("{\"")
                    .endsWith(log(orders, first.pod()));
            HeldMigration.awaitOther(orders, first.backend());
            awaitMigrated(orders);
            assertThat(orders.restarts(first.pod(), MIGRATOR)).isEqualTo(1);
        }
    }

    @Test
    void anotherMigratorTakesOverFromAStoppedOne() {
        try (Namespace orders = Namespace.withDatabase("stopped")) {
            orders.applied(HELD);
            HeldMigration first = HeldMigration.await(orders);

            Node.ok("crictl", "stop", "--timeout=60", orders.container(first.pod(), MIGRATOR));

            assertThat(orders.awaitEvent("Pod/" + first.pod(), "MigrationFailed"))
                    .startsWith(
                            "policy default: the migrator was terminated (exit 143, Terminated)")
                    .contains("stopped by a signal during V4__held.sql")
                    .endsWith(log(orders, first.pod()));
            HeldMigration.awaitOther(orders, first.backend());
            awaitMigrated(orders);
            assertThat(orders.restarts(first.pod(), MIGRATOR)).isEqualTo(1);
        }
    }

    @Test
    void aMigrationGoesOnWhileKubeletIsRestarted() {
        try (Namespace orders = Namespace.withDatabase("kubelet")) {
            orders.applied(HELD);
            HeldMigration first = HeldMigration.await(orders);
            // kubelet may create a container a second time if it is stopped while it creates one.
            orders.pods("app=orders").forEach(pod -> awaitRunning(orders, pod));
            try {
                Node.ok("stop", "kubelet");
            } finally {
                Node.ok("start", "kubelet");
            }
            Node.await(
                    "log, which kubelet hands out",
                    () -> orders.tryKubectl("logs", first.pod(), "-c", MIGRATOR),
                    run -> run.exit() == 0 && run.output().contains("V3__t3"));
            assertThat(HeldMigration.all(orders)).containsExactly(first);
            // Until its probes have run again, the database's Service refuses new connections.
            awaitMigrated(orders);
            assertThat(orders.pods("app=orders"))
                    .allSatisfy(pod -> assertThat(orders.restarts(pod, MIGRATOR)).isZero());
            assertThat(orders.awaitEvent("Pod/" + first.pod(), "MigrationSucceeded"))
                    .startsWith("policy default: applied 4 migrations in ")
                    .endsWith("now at V4__held");
        }
    }

    private static void awaitRunning(Namespace orders, String pod) {
        String path =
                "jsonpath={.status.initContainerStatuses[?(@.name==\"%s\")].state.running.startedAt}"
                        .formatted(MIGRATOR);
        Node.await(
                "running migrator in " + pod,
                () -> orders.kubectl("get", "pod", pod, "-o", path),
                started -> !started.isEmpty());
    }

    @Test
    void aMigratorWithoutMemorySaysSo() {
        try (Namespace orders = Namespace.create("memory")) {
            orders.kubectl(
                    "create",
                    "secret",
                    "generic",
                    "db-credentials",
                    "--from-literal=database-url=postgresql://shop:change-me@postgres/shop");
            orders.applied(
                    """
                    apiVersion: migrate.io/v1alpha1
                    kind: MigrationPolicy
                    metadata: {name: default}
                    spec: {migrator: {resources: {limits: {memory: 24Mi}}}}
                    """);
            orders.awaitPolicies();
            orders.applied(Namespace.resource("orders.yaml").replace("replicas: 2", "replicas: 1"));

            assertThat(orders.awaitEvent("Deployment/orders", "MigrationFailed"))
                    .contains("the migrator was killed (exit 137, OOMKilled)")
                    .contains("ran out of memory, raise migrator.resources in the policy.");
            orders.awaitStatus(
                    orders.pods("app=orders").getFirst(),
                    "Init:OOMKilled",
                    "Init:CrashLoopBackOff");
        }
    }

    private static String log(Namespace namespace, String pod) {
        return "Log: kubectl -n %s logs %s -c %s".formatted(namespace.name(), pod, MIGRATOR);
    }

    private static String process(String container) {
        return Node.ok(
                        "crictl",
                        "inspect",
                        "--output=go-template",
                        "--template={{.info.pid}}",
                        container)
                .trim();
    }

    /// Ends the fourth migration: both replicas run, and each migration was applied once.
    private static void awaitMigrated(Namespace orders) {
        HeldMigration.release(orders);
        orders.awaitRollout("orders");
        assertThat(
                        orders.query(
                                "SELECT installed_rank, script, success FROM flyway_schema_history"
                                        + " ORDER BY installed_rank"))
                .containsExactly(
                        "1|V1__t1.sql|t", "2|V2__t2.sql|t", "3|V3__t3.sql|t", "4|V4__held.sql|t");
        assertThat(
                        orders.query(
                                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                                        + " ORDER BY tablename"))
                .containsExactly("flyway_schema_history", "slow", "slower", "t1", "t2", "t3");
        assertThat(orders.pods("app=orders"))
                .hasSize(2)
                .allSatisfy(pod -> assertThat(orders.status(pod)).isEqualTo("Running"));
    }
}
