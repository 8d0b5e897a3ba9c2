package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/// A namespace with a ResourceQuota, a LimitRange and Pod Security `restricted`: the same Pod with
/// and without its migration.
@Tag("node")
class LimitsTest {
    private static Namespace database;
    private static Namespace with;
    private static Namespace without;

    @BeforeAll
    static void create() {
        Installation.ensure();
        database = Namespace.withDatabase("limits-database");
        with = limited("limits-with");
        without = limited("limits-without");
        with.kubectl(
                "create",
                "secret",
                "generic",
                "db-credentials",
                "--from-literal=database-url=postgresql://shop:change-me@postgres.limits-database.svc/shop");
        for (String name : new String[] {"one", "two"}) {
            with.applied(TestPod.migrating(name).manifest());
            without.applied(TestPod.migrating(name).with("enabled", "false").manifest());
        }
    }

    private static Namespace limited(String name) {
        Namespace namespace = Namespace.create(name);
        namespace.applied(Namespace.resource("limits.yaml"));
        Node.await(
                "quota",
                () ->
                        namespace.tryKubectl(
                                "get", "quota", "quota", "-o", "jsonpath={.status.used}"),
                run -> run.output().contains("pods"));
        return namespace;
    }

    @AfterAll
    static void delete() {
        database.close();
        with.close();
        without.close();
    }

    /// Its limits too are those of the LimitRange's `default`, not its `max`, but no less memory
    /// than the migrator requests by itself.
    @Test
    void theQuota() {
        for (Namespace each : List.of(with, without)) {
            each.awaitStatus("one", "Running");
            each.awaitStatus("two", "Running");
        }
        assertThat(used(without)).isEqualTo("2 100m 64Mi 200m 128Mi");
        assertThat(used(with)).isEqualTo("2 100m 64Mi 200m 256Mi");
    }

    /// The columns of `kubectl describe quota`, as the status has them.
    private static String used(Namespace namespace) {
        return namespace.kubectl(
                "get",
                "quota",
                "quota",
                "-o",
                "jsonpath={.status.used['pods','requests\\.cpu','requests\\.memory','limits\\.cpu','limits\\.memory']}");
    }

    @Test
    void theInjectedContainers() {
        JsonNode pod = Node.json("-n", with.name(), "pod", "one");
        assertThat(pod.path("spec").path("initContainers"))
                .hasSize(2)
                .allSatisfy(each ->
                        assertThat(each.path("resources").toString())
                                .isEqualTo(
                                        "{\"limits\":{\"cpu\":\"100m\",\"memory\":\"128Mi\"},"
                                            + "\"requests\":{\"cpu\":\"50m\",\"memory\":\"32Mi\"}}"));
        assertThat(pod.path("status").path("qosClass").asText()).isEqualTo("Burstable");
        with.awaitStatus("one", "Running");
        assertThat(with.kubectl("logs", "one", "-c", "migrate-default")).contains("at V3__t3");
    }
}
