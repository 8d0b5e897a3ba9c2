package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/// Both charts, with Helm as its users run it: the installation, its test, and the sample.
@Tag("node")
class ChartsTest {
    private static final String TIMEOUT = " --timeout " + Node.PATIENCE.toMinutes() + "m";
    private static final Namespace SYSTEM = new Namespace(Installation.NAMESPACE);
    private static final String RELEASE = " migrate-io --namespace " + Installation.NAMESPACE;

    @BeforeEach
    void empty() {
        Installation.ensureAbsent();
    }

    @AfterEach
    void installTheManifests() {
        Installation.uninstall();
        Installation.ensure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"helm3", "helm4"})
    void installsTestsAndMigrates(String program) {
        String helm = program(program);
        try (Namespace shop = Namespace.withDatabase("shop")) {
            ok(
                    helm
                            + " install --create-namespace --wait"
                            + TIMEOUT
                            + RELEASE
                            + " charts/migrate-io");
            ok(helm + " test" + TIMEOUT + RELEASE);
            assertThat(SYSTEM.kubectl("logs", "migrate-io-doctor")).contains("no problems");

            ok(helm + " dependency build charts/samples/web-shop");
            ok(
                    helm
                            + " install --wait"
                            + TIMEOUT
                            + " api --namespace shop charts/samples/web-shop");
            assertThat(shop.query("SELECT count(*) FROM drizzle.__drizzle_migrations"))
                    .containsExactly("14");
            assertThat(shop.pods("app.kubernetes.io/name=api"))
                    .hasSize(3)
                    .allSatisfy(pod ->
                            assertThat(shop.kubectl("logs", pod, "-c", "migrate-default"))
                                    .contains("at 0013_goofy_penance"));
            ok(helm + " uninstall api --namespace shop");
        }
    }

    private static String program(String name) {
        String folder = System.getenv("MIGRATE_IO_HELM_DIR");
        if (folder == null || !Files.isExecutable(Path.of(folder, name))) {
            Node.skip("there is no " + name + ": set MIGRATE_IO_HELM_DIR=$(.ci/helm-binaries)");
        }
        return "helm '" + Path.of(String.valueOf(folder), name) + "'";
    }

    private static String ok(String line) {
        Node.Run run = Node.shell(line);
        assertThat(run.exit()).as("%s: %s", line, run.output()).isZero();
        return run.output();
    }
}
