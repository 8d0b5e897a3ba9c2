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
import java.nio.file.StandardCopyOption;
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

    private static final String OVERLAY = "manifests/overlays/image-volumes";

    @TempDir private static Path folder;

    private static Namespace sources;

    @BeforeAll
    static void create() throws IOException {
        Installation.ensure();
        sources = Namespace.withDatabase("sources");
        List<TestPod> pods =
                Stream.concat(configMaps(), Stream.concat(folders(), faults())).toList();
        sources.addDatabases(
                Stream.concat(
                                pods.stream().map(TestPod::name),
                                Stream.of("image-volume", "image-copied"))
                        .toList());
        sources.applied(Namespace.resource("sources.yaml"));
        deleteVolumes();
        volume("volume");
        write("volume/db/migrations/V1__first.sql", "CREATE TABLE first (id int);");
        volume("git-sync");
        checkout("1d0a", "V1__t1.sql");
        sources.applied(pods.stream().map(TestPod::manifest).collect(Collectors.joining()));
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
        if (sources != null) {
            Node.kubectl("delete", "clustermigrationpolicy", "default", "--ignore-not-found");
            Node.kubectl("delete", "-k", OVERLAY, "--ignore-not-found");
            sources.close();
            deleteVolumes();
        }
    }

    /// They belong to no namespace, and stay when a claim is deleted.
    private static void deleteVolumes() {
        Node.kubectl(
                "delete",
                "pv",
                "--ignore-not-found",
                "--wait=false",
                "sources-volume",
                "sources-git-sync");
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
        Files.move(link, folder.resolve("git-sync/current"), StandardCopyOption.ATOMIC_MOVE);
    }

    /// kubelet mounts the files as links into a hidden folder.
    @ParameterizedTest
    @CsvSource({
        "flyway,         3, R__view, flyway_schema_history WHERE success",
        "goose,          2, 00002_second, goose_db_version WHERE version_id > 0",
        "golang-migrate, 2, 2_second, flyway_schema_history WHERE success",
        "dbmate,         2, 20240102000000_second, schema_migrations"
    })
    void aConfigMap(String pod, int migrations, String last, String history) {
        assertApplied(pod, "default", migrations, last);
        assertThat(sources.query(pod, "SELECT count(*) FROM " + history))
                .containsExactly(String.valueOf(migrations));
        assertThat(sources.kubectl("logs", pod, "-c", "migrate-default"))
                .contains("\"%d applied, now at %s, ".formatted(migrations, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"drizzle", "prisma"})
    void aConfigMapHoldsNoFolders(String pod) {
        assertThat(sources.awaitEvent("Pod/" + pod, "MigrationFailed"))
                .contains("no migrations were found that can be applied (exit 18, NoMigrations)")
                .contains("It is the volume of a ConfigMap, which cannot hold folders")
                .contains("use an image or a PersistentVolumeClaim as the source");
        sources.awaitStatus(pod, "Init:Error", "Init:CrashLoopBackOff");
    }

    @ParameterizedTest
    @CsvSource({
        "volume,   default,   1, V1__first",
        "git-sync, default,   1, V1__t1",
        "image,    default,   3, V3__t3",
        "injected, injected, 14, 0013_goofy_penance"
    })
    void aFolder(String pod, String policy, int migrations, String last) {
        assertApplied(pod, policy, migrations, last);
    }

    private static void assertApplied(String pod, String policy, int migrations, String last) {
        sources.awaitStatus(pod, "Running");
        assertThat(sources.awaitEvent("Pod/" + pod, "MigrationSucceeded"))
                .matches(
                        "policy %s: applied %d migrations? in .+, now at %s"
                                .formatted(policy, migrations, last));
    }

    /// git-sync has replaced its link when the next Pod starts.
    @Test
    void theNextCommit() throws IOException {
        sources.awaitStatus("git-sync", "Running");
        checkout("8f1b", "V1__t1.sql", "V2__t2.sql");
        sources.applied(
                from("pvc/git-sync:/current/db", "git-sync-next")
                        .with("database-secret", "databases/git-sync")
                        .manifest());
        assertApplied("git-sync-next", "default", 1, "V2__t2");
    }

    /// The cluster policy has to allow it, and the webhook has to know that the Node supports it.
    @Test
    void aVolumeOfAnImage() {
        assertThat(Node.apply(sources.name(), under("image-volume").manifest()).output())
                .contains(
                        "source.copyMethod: value \"ImageVolume\" (policy image-volume) requires"
                                + " imageVolumes: IfSupported in the ClusterMigrationPolicy");
        sources.applied(CLUSTER_POLICY);
        awaitInitContainers(
                "image-copied",
                "migrate-copier-image-copied migrate-files-image-copied migrate-image-copied");
        assertThat(Installation.doctor().output())
                .contains("Nodes cannot be listed by the webhook: image volumes are not used");
        sources.applied(under("image-copied").manifest());
        assertApplied("image-copied", "image-copied", 3, "V3__t3");

        assertThat(Node.kubectl("apply", "-k", OVERLAY).lines())
                .hasSize(2)
                .allMatch(each -> each.endsWith(" created"));
        awaitInitContainers("image-volume", "migrate-image-volume");
        assertThat(Installation.doctor().output()).contains("Nodes support image volumes");
        sources.applied(under("image-volume").manifest());
        assertApplied("image-volume", "image-volume", 3, "V3__t3");
        assertThat(jsonpath("pod/image-volume", "{.spec.volumes[*].image.reference}"))
                .isEqualTo(TestPod.ORDERS);
        assertThat(jsonpath("pod/image-volume", "{.spec.initContainers[*].name}"))
                .isEqualTo("migrate-image-volume");
    }

    /// Waits until a Pod, sent as a dry run, gets these init containers. Both replicas have to know
    /// the same, so it has to be so several times in a row.
    private static void awaitInitContainers(String policy, String names) {
        Node.await(
                "Pod with the init containers " + names,
                () ->
                        Stream.generate(() ->
                                        Node.create(
                                                        sources.name(),
                                                        under(policy).manifest(),
                                                        "--dry-run=server",
                                                        "-o=jsonpath={.spec.initContainers[*].name}")
                                                .output())
                                .limit(8)
                                .distinct()
                                .toList(),
                each -> each.equals(List.of(names)));
    }

    private static String jsonpath(String object, String path) {
        return sources.kubectl("get", object, "-o", "jsonpath=" + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no-cp        | Init:RunContainerError | has no cp to copy its migrations. Set"
                    + " source.container.copyMethod (or source.image.copyMethod) to Injected in the"
                    + " policy.",
                "wrong-path   | Init:Error | cannot copy the migrations from image"
                    + " registry.example.com/orders:1 (exit 1): cp: can't stat '/app/nothere/.': No"
                    + " such file or directory. Check the path of the source.",
                "no-image     | Init:ImagePullBackOff | cannot pull image"
                        + " registry.example.com/nothere:1:",
                "no-secret    | Init:CreateContainerConfigError | Secret nothere does not exist."
                    + " Create it in namespace sources, or correct its name in the policy or the"
                    + " annotation; kubelet retries automatically.",
                "no-key       | Init:CreateContainerConfigError | Secret databases has no key"
                    + " nothere. Add the key, or correct its name in the policy or the annotation;"
                    + " kubelet retries automatically.",
                "none         | Init:0/1 | are not ready after 1 minute on its Node; the migration"
                        + " needs ConfigMap none."
            })
    void isBlocked(String pod, String status, String message) {
        assertThat(sources.awaitEvent("Pod/" + pod, "MigrationBlocked")).contains(message);
        // kubelet shows the error, and between two attempts that it waits.
        sources.awaitStatus(pod, status, "Init:CrashLoopBackOff");
    }

    /// kubelet makes a folder of that name on the volume.
    @Test
    void aVolumeWithoutTheFolder() {
        assertThat(sources.awaitEvent("Pod/wrong-folder", "MigrationFailed"))
                .contains("(exit 18, NoMigrations): the folder /migrations is empty")
                .contains("Check the source and its path.");
    }

    /// The scheduler says so, and no container can.
    @Test
    void noClaim() {
        assertThat(sources.awaitEvent("Pod/no-claim", "FailedScheduling"))
                .contains("persistentvolumeclaim \"nothere\" not found");
        assertThat(sources.status("no-claim")).isEqualTo("Pending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secret/flyway", "projected/flyway", "pvc/volume", "configmap/flyway:/x"})
    void whatIsNoSource(String source) {
        assertThat(Node.apply(sources.name(), from(source, "refused").manifest()).output())
                .contains(
                        "migrate.io/source: value \"%s\" is not one of container/NAME:/path,"
                                        .formatted(source)
                                + " image/REF:/path, configmap/NAME, pvc/CLAIM:/path, migrator");
    }

    /// Of the Pods that are created together: those that migrate, and those whose migrator failed.
    @Test
    void thePolicies() {
        Node.await(
                "kubectl get mpol injected",
                () -> sources.policy("injected"),
                columns -> columns.subList(5, 8).equals(List.of("1", "1", "0")));
        // Not those that kubelet cannot start, but the three that found no migrations.
        Node.await(
                "kubectl get mpol default",
                () -> sources.policy("default"),
                columns -> Integer.parseInt(columns.get(6)) >= 7 && columns.get(7).equals("3"));
    }
}
