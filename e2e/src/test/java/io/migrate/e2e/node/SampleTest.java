package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The sample as it is, with three replicas: its first release, a broken one, and the repaired one.
@Tag("node")
class SampleTest {
    private static final Path SAMPLE = ProjectRoot.root().resolve("manifests/samples/web-shop");

    @BeforeAll
    static void install() {
        Installation.ensure();
    }

    @Test
    void aReleaseABrokenOneAndTheRepair() throws IOException {
        try (Namespace shop = Namespace.withDatabase("shop")) {
            // The Secret of the sample is that of the database here.
            shop.applied(Files.readString(SAMPLE.resolve("policy.yaml")));
            String applied = shop.applied(Files.readString(SAMPLE.resolve("deployment.yaml")));
            assertThat(applied)
                    .contains("deployment.apps/api created")
                    .contains(
                            "container api can read the migrator's Secret"
                                    + " (db-credentials/database-url)");
            shop.awaitRollout("api");

            assertThat(shop.query("SELECT count(*) FROM flyway_schema_history WHERE success"))
                    .containsExactly("14");
            assertThat(shop.query("SELECT count(*) FROM drizzle.__drizzle_migrations"))
                    .containsExactly("14");
            assertThat(shop.awaitEvent("Deployment/api", "MigrationSucceeded"))
                    .contains("policy default")
                    .contains("at 0013_goofy_penance");
            assertThat(shop.pods("app.kubernetes.io/name=api"))
                    .hasSize(3)
                    .allSatisfy(pod -> assertThat(shop.status(pod)).isEqualTo("Running"));
            assertThat(shop.pods("migrate.io/db-access=shop,migrate.io/injected=true")).hasSize(3);
            awaitPolicy(shop, "3", "3", "0");

            broken(shop);
            repaired(shop);
        }
    }

    /// The new Pod says why, the three old ones stay.
    private static void broken(Namespace shop) {
        shop.kubectl("set", "image", "deployment/api", "api=registry.example.com/shop/api:1.5.0");
        String message = shop.awaitEvent("Deployment/api", "MigrationFailed");
        assertThat(message)
                .contains("a statement failed (exit 14, StatementFailed)")
                .contains("0014_busy_bishop.sql")
                .contains("constraint \"short\"")
                .contains("Its transaction was rolled back. Fix the file and deploy again.")
                .contains("Log: kubectl -n shop logs api-");
        awaitPolicy(shop, "4", "3", "1");
        assertThat(shop.pods("app.kubernetes.io/name=api").stream().map(shop::status))
                .hasSize(4)
                .filteredOn("Running"::equals)
                .hasSize(3);
        assertThat(shop.pods("app.kubernetes.io/name=api").stream().map(shop::status))
                .filteredOn(status -> !status.equals("Running"))
                .first()
                .asString()
                .isIn("Init:Error", "Init:CrashLoopBackOff");
    }

    private static void repaired(Namespace shop) {
        shop.kubectl("set", "image", "deployment/api", "api=registry.example.com/shop/api:1.5.1");
        shop.awaitRollout("api");
        assertThat(shop.query("SELECT max(installed_rank) FROM flyway_schema_history"))
                .containsExactly("15");
        awaitPolicy(shop, "3", "3", "0");
    }

    /// The columns PODS, MIGRATED and FAILED.
    private static void awaitPolicy(Namespace shop, String... counts) {
        Node.await(
                "kubectl get mpol: " + String.join(" ", counts),
                () -> shop.policy("default"),
                columns ->
                        columns.subList(5, 8).equals(List.of(counts))
                                && columns.get(1).equals("True"));
    }
}
