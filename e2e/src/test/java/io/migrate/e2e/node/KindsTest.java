package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.StreamSupport;

/// Each kind of workload: where its migration runs, and what the workload's Events say. All of them
/// have the same database, so one of them migrates and the others wait.
@Tag("node")
class KindsTest {
    private static Namespace kinds;
    private static Namespace meshed;
    private static String applied;

    @BeforeAll
    static void create() {
        Installation.ensure();
        kinds = Namespace.withDatabase("kinds");
        applied = kinds.applied(Namespace.resource("kinds.yaml"));
        kinds.kubectl("create", "job", "--from=cronjob/cron", "cron-now");
        meshed = Namespace.withDatabase("meshed");
        // The init containers of such meshes may not run in any other.
        Node.kubectl("label", "--overwrite", "namespace", "meshed", "pod-security.kubernetes.io/enforce=privileged");
        meshed.applied(Namespace.resource("mesh.yaml"));
    }

    @AfterAll
    static void delete() {
        kinds.close();
        meshed.close();
    }

    @Test
    void one() {
        System.err.println(applied);
        for (String each : List.of("Job/job", "CronJob/cron", "StatefulSet/stateful", "DaemonSet/daemon")) {
            System.err.println(each + " " + kinds.awaitEvent(each, "MigrationSucceeded"));
        }
        System.err.println(kinds.kubectl("get", "pods"));
        System.err.println(meshed.awaitEvent("Deployment/mesh", "MigrationSucceeded"));
        System.err.println(meshed.awaitEvent("Deployment/unknown", "MigrationSucceeded"));
        System.err.println(meshed.awaitEvent("Deployment/misplaced", "MigrationFailed"));
        System.err.println(meshed.kubectl("get", "pods"));
    }
}
