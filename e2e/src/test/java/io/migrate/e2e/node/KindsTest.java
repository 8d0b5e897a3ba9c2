package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Each kind of workload: where its migration runs, and what the workload's Events say. All of a
/// namespace have the same database: one of them migrates, and the others wait.
@Tag("node")
class KindsTest {
    private static Namespace kinds;
    private static Namespace meshed;

    @BeforeAll
    static void create() {
        Installation.ensure();
        kinds = Namespace.withDatabase("kinds");
        meshed = Namespace.withDatabase("meshed");
        // Only there, the init containers of such meshes may change the network.
        Node.kubectl(
                "label",
                "--overwrite",
                "namespace",
                meshed.name(),
                "pod-security.kubernetes.io/enforce=privileged");
        kinds.applied(Namespace.resource("kinds.yaml"));
        kinds.kubectl("create", "job", "--from=cronjob/cron", "cron-now");
        meshed.applied(Namespace.resource("mesh.yaml"));
    }

    @AfterAll
    static void delete() {
        kinds.close();
        meshed.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Job/job,              job,      1, Completed",
        "CronJob/cron,         cron,     1, Completed",
        "StatefulSet/stateful, stateful, 2, Running",
        "DaemonSet/daemon,     daemon,   1, Running"
    })
    void aWorkload(String workload, String label, int count, String status) {
        assertThat(kinds.awaitEvent(workload, "MigrationSucceeded"))
                .contains("policy default, Pod " + label)
                .contains("at V3__t3");
        List<String> pods = kinds.pods("app=" + label);
        assertThat(pods).hasSize(count);
        pods.forEach(each -> kinds.awaitStatus(each, status));
    }

    /// The Pods that did not migrate found it done: only a workload has an Event about that.
    @Test
    void oneOfThemMigrates() {
        List<String> workloads =
                List.of("Job/job", "CronJob/cron", "StatefulSet/stateful", "DaemonSet/daemon");
        assertThat(workloads)
                .map(each -> kinds.awaitEvent(each, "MigrationSucceeded"))
                .filteredOn(each -> each.contains("applied 3 migrations in "))
                .hasSizeLessThan(2);
        assertThat(kinds.query("SELECT version, success FROM flyway_schema_history ORDER BY 1"))
                .containsExactly("1|t", "2|t", "3|t");
    }

    @Test
    void theWorkOfAJobFollowsItsMigration() {
        kinds.awaitStatus(kinds.pods("app=job").getFirst(), "Completed");
        assertThat(kinds.kubectl("logs", "job/job", "-c", "app")).contains("the work is done");
        assertThat(kinds.kubectl("logs", "job/job", "-c", "migrate-default")).contains("at V3__t3");
    }

    @Test
    void aNativeSidecarThatIsAProxyStartsBefore() {
        kinds.awaitStatus("stateful-0", "Running");
        assertThat(initContainers(kinds, "app=stateful"))
                .containsExactly(
                        "log-shipper", "pooler", "migrate-files-default", "migrate-default");
        assertThat(kinds.kubectl("get", "pod", "stateful-0", "--no-headers")).contains("3/3");
    }

    @ParameterizedTest
    @CsvSource({"mesh, istio-init, 2/2", "unknown, network-setup, 1/1"})
    void beforeWhatTakesTheNetworkAway(String deployment, String container, String ready) {
        assertThat(meshed.awaitEvent("Deployment/" + deployment, "MigrationSucceeded"))
                .contains("at V3__t3");
        assertThat(initContainers(meshed, "app=" + deployment))
                .containsExactly("migrate-files-default", "migrate-default", container);
        meshed.awaitRollout(deployment);
        String pod = meshed.pods("app=" + deployment).getFirst();
        assertThat(meshed.kubectl("get", "pod", pod, "--no-headers")).contains(ready, "Running");
    }

    /// The control: after it, there is no network.
    @Test
    void afterIt() {
        assertThat(initContainers(meshed, "app=misplaced"))
                .containsExactly("istio-init", "migrate-files-default", "migrate-default");
        assertThat(meshed.awaitEvent("Deployment/misplaced", "MigrationFailed"))
                .contains("the database is unreachable (exit 10, Unreachable)")
                .contains("could not connect to postgres.meshed.svc:5432/shop within 5 s")
                .contains("Log: kubectl -n meshed logs misplaced-");
    }

    private static List<String> initContainers(Namespace namespace, String selector) {
        String names =
                namespace.kubectl(
                        "get",
                        "pods",
                        "-l",
                        selector,
                        "-o",
                        "jsonpath={.items[0].spec.initContainers[*].name}");
        return List.of(names.split(" "));
    }
}
