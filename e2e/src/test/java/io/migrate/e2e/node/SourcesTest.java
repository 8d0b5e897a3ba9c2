package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Migrations from every kind of source, as kubelet mounts or copies them. The Pods are created at
/// once, each with a database of its own.
@Tag("node")
class SourcesTest {
    private static final String CLUSTER_POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: ClusterMigrationPolicy
            metadata: {name: default}
            spec: {imageVolumes: IfSupported}
            """;

    @TempDir private static Path folder;

    private static Namespace sources;

    @BeforeAll
    static void create() throws IOException {
        Installation.ensure();
        sources = Namespace.withDatabase("sources");
        List<TestPod> pods =
                Stream.concat(configMaps(), Stream.concat(folders(), faults())).toList();
        sources.addDatabases(
                Stream.concat(pods.stream().map(TestPod::name), Stream.of("image-volume"))
                        .toList());
        sources.applied(Namespace.resource("sources.yaml"));
        volume("volume");
        write("volume/db/migrations/V1__first.sql", "CREATE TABLE first (id int);");
        volume("git-sync");
        checkout("1d0a", "V1__first.sql");
        sources.applied(
                pods.stream().map(TestPod::manifest).collect(Collectors.joining()));
    }

    private static Stream<TestPod> configMaps() {
        return Stream.of("flyway", "goose", "golang-migrate", "dbmate", "drizzle", "prisma", "none")
                .map(each -> from("configmap/" + each, each));
    }

    private static Stream<TestPod> folders() {
        return Stream.of(
                from("pvc/volume:/db/migrations", "volume"),
                from("pvc/git-sync:/current/db", "git-sync"),
                from("image/registry.example.com/orders:1:/app/migrations", "image"),
                under("injected").of(TestPod.BARE));
    }

    private static Stream<TestPod> faults() {
        return Stream.of(
                from("container/app:/app/drizzle", "no-cp").of(TestPod.BARE),
                from("container/app:/app/nothere", "wrong-path"),
                from("pvc/volume:/nothere", "wrong-folder"),
                from("pvc/nothere:/db", "no-claim"),
                from("image/registry.example.com/nothere:1:/app/migrations", "no-image"),
                TestPod.migrating("no-secret").with("database-secret", "nothere/url"),
                TestPod.migrating("no-key").with("database-secret", "databases/nothere"));
    }

    private static TestPod from(String source, String name) {
        return TestPod.migrating(name)
                .with("source", source)
                .with("database-secret", "databases/" + name);
    }

    private static TestPod under(String policy) {
        return TestPod.migrating(policy).without("source").with("policy", policy);
    }

    @AfterAll
    static void delete() {
        Node.kubectl("delete", "clustermigrationpolicy", "default", "--ignore-not-found");
        Node.kubectl("delete", "pv", "--ignore-not-found", "--wait=false", "sources-volume", "sources-git-sync");
        sources.close();
    }

    /// A claim with a folder of the Node.
    private static void volume(String name) throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        sources.applied(
                Namespace.resource("volume.yaml")
                        .replace("NAMESPACE", sources.name())
                        .replace("NAME", name)
                        .replace("FOLDER", root.toString()));
    }

    private static void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        try (var all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /// What git-sync does: a worktree for the commit, and a link to it that is replaced at once.
    private static void checkout(String commit, String... files) throws IOException {
        for (String file : files) {
            write(
                    "git-sync/.worktrees/" + commit + "/db/" + file,
                    "CREATE TABLE t%s (id int);".formatted(file.charAt(1)));
        }
        write("git-sync/.worktrees/" + commit + "/.git", "gitdir: ../../.git/worktrees/" + commit);
        Path link = folder.resolve("git-sync/next");
        Files.createSymbolicLink(link, Path.of(".worktrees", commit));
        Files.move(
                link,
                folder.resolve("git-sync/current"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    @ParameterizedTest
    @CsvSource({
        "flyway,         3, flyway_schema_history WHERE success",
        "goose,          2, goose_db_version WHERE version_id > 0",
        "golang-migrate, 1, schema_migrations WHERE version = 2 AND NOT dirty",
        "dbmate,         2, schema_migrations"
    })
    void aConfigMap(String tool, int rows, String history) {
        sources.awaitStatus(tool, "Running");
        System.err.println(sources.awaitEvent("Pod/" + tool, "MigrationSucceeded"));
        assertThat(sources.query(tool, "SELECT count(*) FROM " + history)).containsExactly("" + rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drizzle", "prisma"})
    void aConfigMapHoldsNoFolders(String tool) {
        System.err.println(sources.awaitEvent("Pod/" + tool, "MigrationFailed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "no-cp", "wrong-path", "wrong-folder", "no-claim", "no-image", "no-secret", "no-key"})
    void faults(String pod) {
        System.err.println(sources.awaitEvent("Pod/" + pod, "MigrationBlocked"));
        System.err.println(sources.status(pod));
    }

    @ParameterizedTest
    @ValueSource(strings = {"volume", "git-sync", "image", "injected"})
    void folders(String pod) {
        sources.awaitStatus(pod, "Running");
        System.err.println(sources.awaitEvent("Pod/" + pod, "MigrationSucceeded"));
    }
}
