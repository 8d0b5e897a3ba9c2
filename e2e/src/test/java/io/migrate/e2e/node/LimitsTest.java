package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
                () -> namespace.tryKubectl("get", "quota", "quota", "-o", "jsonpath={.status.used}"),
                run -> run.output().contains("pods"));
        return namespace;
    }

    @AfterAll
    static void delete() {
        database.close();
        with.close();
        without.close();
    }

    @Test
    void one() {
        for (Namespace each : new Namespace[] {with, without}) {
            each.awaitStatus("one", "Running");
            each.awaitStatus("two", "Running");
            System.err.println(each.kubectl("get", "quota"));
            System.err.println(each.kubectl("describe", "quota"));
        }
        System.err.println(with.kubectl("get", "pod", "one", "-o", "jsonpath={range .spec.initContainers[*]}{.name} {.resources}{end}"));
    }
}
