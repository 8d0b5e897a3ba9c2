package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/// From an empty cluster through the documented uninstall to the next installation.
@Tag("node")
class InstallTest {
    @BeforeAll
    static void empty() {
        Installation.ensureAbsent();
    }

    @Test
    void installUninstallAndInstallAgain() {
        try (Namespace shop = Namespace.withDatabase("life")) {
            String applied = Node.kubectl("apply", "-k", "manifests/base");
            assertThat(applied.lines()).isNotEmpty().allMatch(each -> each.endsWith(" created"));
            Installation.awaitReady();
            everythingIsReady();
            migrates(shop);
            doctorFindsNothing(shop);

            Installation.uninstall();
            nothingIsLeft(shop);

            Node.kubectl("apply", "-f", "manifests/install.yaml");
            Installation.awaitReady();
            theHistoryIsFound(shop);
        }
    }

    private static void everythingIsReady() {
        assertThat(
                        Node.json("namespace", Installation.NAMESPACE)
                                .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                                .asText())
                .isEqualTo("restricted");
        assertThat(columns("deployment", "migrate-io-webhook").get(1)).isEqualTo("2/2");
        assertThat(columns("deployment", "migrate-io-observer").get(1)).isEqualTo("1/1");
        // A controller counts the Pods.
        Node.await(
                "PodDisruptionBudget that allows 1 disruption",
                () -> columns("poddisruptionbudget", "migrate-io-webhook").get(3),
                "1"::equals);
        for (String each :
                List.of(
                        "mutatingwebhookconfiguration/migrate-io-injector",
                        "validatingwebhookconfiguration/migrate-io-workloads")) {
            JsonNode webhooks = Node.json(each).path("webhooks");
            assertThat(webhooks)
                    .isNotEmpty()
                    .allSatisfy(webhook ->
                            assertThat(webhook.at("/clientConfig/caBundle").asText())
                                    .as(each)
                                    .isNotEmpty());
        }
    }

    private static List<String> columns(String kind, String name) {
        return List.of(
                Node.kubectl("-n", Installation.NAMESPACE, "get", kind, name, "--no-headers")
                        .trim()
                        .split("\\s+"));
    }

    private static void migrates(Namespace shop) {
        shop.applied(Namespace.resource("application.yaml"));
        shop.awaitRollout("api");
        assertThat(shop.query("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .containsExactly("14");
    }

    private static void doctorFindsNothing(Namespace shop) {
        Node.Run doctor = Installation.doctor("--canary=" + shop.name());
        assertThat(doctor.exit()).as(doctor.output()).isZero();
        assertThat(doctor.output())
                .contains("2 of 2 replicas are ready")
                .contains("Namespace/life admits an annotated Pod with its migration")
                .contains("Pods that ask for a migration: 2 injected, 0 not injected")
                .endsWith("no problems\n");
    }

    /// Except the Pods that run, and what they have written into the database.
    private static void nothingIsLeft(Namespace shop) {
        assertThat(
                        Node.kubectl(
                                "get",
                                "namespaces,clusterroles,clusterrolebindings,"
                                        + "mutatingwebhookconfigurations,"
                                        + "validatingwebhookconfigurations,"
                                        + "validatingadmissionpolicies,"
                                        + "validatingadmissionpolicybindings,"
                                        + "customresourcedefinitions",
                                "-o",
                                "name"))
                .contains("namespace/life")
                .doesNotContain("migrate");
        assertThat(shop.pods("app=api"))
                .hasSize(2)
                .allSatisfy(pod -> {
                    assertThat(shop.status(pod)).isEqualTo("Running");
                    assertThat(shop.restarts(pod)).isZero();
                });
        Node.Run created =
                Node.create(shop.name(), Namespace.resource("pod.yaml"), "--dry-run=server");
        assertThat(created.exit()).as(created.output()).isZero();
    }

    private static void theHistoryIsFound(Namespace shop) {
        shop.kubectl("rollout", "restart", "deployment", "api");
        shop.awaitRollout("api");
        Node.await(
                "Event that the history is up to date",
                () -> shop.events("Deployment/api", "MigrationSucceeded"),
                found ->
                        found.stream()
                                .anyMatch(
                                        each -> each.contains("up to date at 0013_goofy_penance")));
        assertThat(shop.query("SELECT count(*) FROM flyway_schema_history")).containsExactly("14");
    }
}
