package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.detection.FormatDetector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Nothing in a folder is passed over in silence, in any format: what is no file is named, and what
/// looks like a migration and is none is a warning.
@Timeout(300)
class EntriesTest {
    /// A folder of each format with one migration, and the place of a second one.
    enum Layout {
        FLYWAY("V1__a.sql", "SELECT 1;", "V2__b.sql"),
        FLYWAY_DEEP("deep/er/V1__a.sql", "SELECT 1;", "deep/er/V2__b.sql"),
        FLYWAY_CONF("V1__a.sql", "SELECT 1;", "V1__a.sql.conf"),
        FLYWAY_CALLBACK("V1__a.sql", "SELECT 1;", "afterMigrate.sql"),
        DRIZZLE("0000_a.sql", "SELECT 1;", "0001_b.sql"),
        DRIZZLE_META("0000_a.sql", "SELECT 1;", "meta/0001_snapshot.json"),
        DRIZZLE_FOLDERS(
                "20240101000000_a/migration.sql", "SELECT 1;", "20240102000000_b/migration.sql"),
        PRISMA("20240101000000_a/migration.sql", "SELECT 1;", "20240102000000_b/migration.sql"),
        PRISMA_FOLDER("20240101000000_a/migration.sql", "SELECT 1;", "20240102000000_b"),
        GOLANG_MIGRATE("1_a.up.sql", "SELECT 1;", "2_b.up.sql"),
        DBMATE("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n", "2_b.sql"),
        GOOSE("1_a.sql", "-- +goose Up\nSELECT 1;", "2_b.sql");

        private final String first;
        private final String text;
        private final String second;

        Layout(String first, String text, String second) {
            this.first = first;
            this.text = text;
            this.second = second;
        }

        /// Writes the folder and returns the place of the second migration, which is empty.
        private Path write(Path folder) throws IOException {
            file(folder.resolve(first), text);
            switch (this) {
                case DRIZZLE, DRIZZLE_META ->
                        file(
                                folder.resolve("meta/_journal.json"),
                                """
                                {"dialect":"postgresql","entries":[
                                {"when":1,"tag":"0000_a"}%s]}
                                """
                                        .formatted(
                                                this == DRIZZLE
                                                        ? ",{\"when\":2,\"tag\":\"0001_b\"}"
                                                        : ""));
                case DRIZZLE_FOLDERS ->
                        file(folder.resolve("20240101000000_a/snapshot.json"), "{}");
                case PRISMA, PRISMA_FOLDER ->
                        file(folder.resolve("migration_lock.toml"), "provider = \"postgresql\"");
                case FLYWAY,
                        FLYWAY_DEEP,
                        FLYWAY_CONF,
                        FLYWAY_CALLBACK,
                        GOLANG_MIGRATE,
                        DBMATE,
                        GOOSE -> {}
            }
            Path place = folder.resolve(second);
            Files.createDirectories(place.getParent());
            return place;
        }
    }

    @TempDir Path dir;

    private static void file(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static void fifo(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    }

    private ReadResult read(Path folder) {
        return FormatDetector.read(folder, Optional.empty());
    }

    private void assertNamed(Path folder, Path entry, String what) {
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Unusable.class,
                        unusable ->
                                assertThat(unusable.problem()).isEqualTo(entry + " " + what + "."));
    }

    /// With a file at the same place, the folder is read.
    @ParameterizedTest
    @EnumSource
    void linksToFiles(Layout layout) throws Exception {
        Path place = layout.write(dir.resolve("folder"));
        if (layout == Layout.PRISMA_FOLDER) {
            file(dir.resolve("elsewhere/migration.sql"), layout.text);
            Files.createSymbolicLink(place, dir.resolve("elsewhere"));
        } else {
            file(dir.resolve("elsewhere.sql"), layout.text);
            Files.createSymbolicLink(place, Path.of("/").resolve(dir).resolve("elsewhere.sql"));
        }
        assertThat(read(dir.resolve("folder"))).isInstanceOf(ReadResult.Found.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoFileIsNamed(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        Path place = layout.write(folder);

        Files.createSymbolicLink(place, Path.of("nowhere"));
        assertNamed(folder, place, "is a link to nowhere, which does not exist");
        Files.delete(place);

        Files.createSymbolicLink(place, place);
        assertNamed(folder, place, "is a link that leads back to itself");
        Files.delete(place);

        fifo(place);
        assertNamed(folder, place, "is a FIFO, not a file");
        Files.delete(place);

        Files.createSymbolicLink(place, Path.of("/dev/zero"));
        assertNamed(folder, place, "is a character device, not a file");
        Files.delete(place);

        // A socket's path is short.
        Path socket = Files.createTempDirectory(Path.of("/tmp"), "s").resolve("s");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.createSymbolicLink(place, socket);
            assertNamed(folder, place, "is a socket, not a file");
            Files.delete(place);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(socket.getParent());
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLYWAY_CONF", "DRIZZLE_META", "PRISMA_FOLDER"})
    void aFolderWithTheNameOfAMigrationIsNamed(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        Path place = layout.write(folder);
        Files.createDirectory(place);
        assertNamed(folder, place, "is a folder, not a file");
    }

    /// What no tool would take for a migration does not end a run.
    @ParameterizedTest
    @EnumSource
    void othersAreWarnings(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        file(layout.write(folder), layout.text);
        if (layout == Layout.PRISMA_FOLDER) {
            Files.delete(folder.resolve(layout.second));
        }
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found -> assertThat(found.source().notes()).isEmpty());
        Path link = Files.createSymbolicLink(folder.resolve("current"), Path.of("../gone"));
        Path fifo = folder.resolve("pipe");
        fifo(fifo);
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found ->
                                assertThat(found.source().notes())
                                        .containsExactly(
                                                link
                                                        + " is a link to ../gone, which does not"
                                                        + " exist; it is ignored.",
                                                fifo + " is a FIFO, not a file; it is ignored."));
    }

    /// Where nothing else is found, they are the reason.
    @ParameterizedTest
    @EnumSource(Tool.class)
    void othersAloneAreNamed(Tool tool) throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Path link = Files.createSymbolicLink(folder.resolve("current"), Path.of("gone"));
        for (Optional<Tool> given : List.of(Optional.<Tool>empty(), Optional.of(tool))) {
            assertThat(FormatDetector.read(folder, given))
                    .isInstanceOfSatisfying(
                            ReadResult.Unusable.class,
                            unusable ->
                                    assertThat(unusable.problem())
                                            .isEqualTo(
                                                    link
                                                            + " is a link to gone, which does not"
                                                            + " exist."));
        }
        Files.delete(link);
        file(folder.resolve("README.md"), "x");
        assertThat(FormatDetector.read(folder, Optional.of(tool)).toString())
                .doesNotContain(link.toString());
    }

    @Test
    void theFolderItself() throws Exception {
        Path fifo = dir.resolve("fifo");
        fifo(fifo);
        assertNamed(fifo, fifo, "is a FIFO, not a folder");
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("gone"));
        assertNamed(link, link, "is a link to gone, which does not exist");
        Path file = Files.writeString(dir.resolve("V1__a.sql"), "SELECT 1;");
        assertNamed(file, file, "is a file, not a folder");
    }

    /// The kubelet's layout: the files are in a hidden folder, which a hidden link names.
    @ParameterizedTest
    @EnumSource
    void aConfigMap(Layout layout) throws Exception {
        Path volume = Files.createDirectory(dir.resolve("volume"));
        Path data = volume.resolve("..2026_11_28_15_00_00.123456789");
        Path place = layout.write(data);
        if (layout == Layout.PRISMA_FOLDER) {
            file(place.resolve("migration.sql"), layout.text);
        } else {
            file(place, layout.text);
        }
        Files.createSymbolicLink(volume.resolve("..data"), data.getFileName());
        try (var entries = Files.list(data)) {
            for (Path each : entries.toList()) {
                Files.createSymbolicLink(
                        volume.resolve(each.getFileName()),
                        Path.of("..data").resolve(each.getFileName()));
            }
        }
        ReadResult inVolume = read(volume);
        assertThat(inVolume).isInstanceOf(ReadResult.Found.class);
        assertThat(inVolume).isEqualTo(read(data));
    }

    /// git-sync's layout: a link names the newest of the hidden worktrees, and a submodule or a
    /// worktree has a file or a link with the name of Git's folder.
    @ParameterizedTest
    @EnumSource
    void aVolumeOfGitSync(Layout layout) throws Exception {
        Path volume = Files.createDirectory(dir.resolve("volume"));
        for (String commit : List.of("1d0a", "8f1b")) {
            Path worktree = volume.resolve(".worktrees").resolve(commit);
            Path place = layout.write(worktree.resolve("db"));
            file(
                    layout == Layout.PRISMA_FOLDER ? place.resolve("migration.sql") : place,
                    layout.text);
            file(worktree.resolve(".git"), "gitdir: ../../.git/worktrees/" + commit);
            Files.createSymbolicLink(worktree.resolve("db/.git"), Path.of("../.git"));
            file(volume.resolve(".git/worktrees/" + commit + "/HEAD"), commit);
            file(volume.resolve(".git/worktrees/" + commit + "/V1__a.sql"), layout.text);
        }
        Path link = Files.createSymbolicLink(volume.resolve("current"), Path.of(".worktrees/8f1b"));
        ReadResult current = read(link.resolve("db"));
        assertThat(current).isInstanceOf(ReadResult.Found.class);
        assertThat(current).isEqualTo(read(volume.resolve(".worktrees/1d0a/db")));
        assertThat(((ReadResult.Found) current).source().notes()).isEmpty();
        ReadResult top = read(volume);
        if (layout.first.contains("V1__")) {
            // Flyway looks at any depth.
            assertThat(top).isInstanceOf(ReadResult.Found.class);
        } else {
            assertThat(top.toString()).contains("volume/current/db (");
        }
    }

    /// Files of editors and desktops, and what ext4 has in its root.
    @ParameterizedTest
    @EnumSource
    void leftoversAreIgnored(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        Files.deleteIfExists(layout.write(folder));
        if (layout == Layout.DRIZZLE) {
            file(folder.resolve("0001_b.sql"), layout.text);
        }
        ReadResult before = readAfterRemovingEmptyFolders(folder);
        for (String name :
                List.of(".DS_Store", ".gitkeep", "README.md", ".V1__a.sql.swp", "a.sql~")) {
            file(folder.resolve(name), "x");
        }
        Files.createSymbolicLink(folder.resolve(".#V1__a.sql"), Path.of("me@host.1234:1"));
        fifo(folder.resolve(".fifo"));
        Files.createDirectory(folder.resolve("lost+found"));
        fifo(folder.resolve("lost+found/fifo"));
        assertThat(before).isInstanceOf(ReadResult.Found.class);
        assertThat(read(folder)).isEqualTo(before);
    }

    private ReadResult readAfterRemovingEmptyFolders(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("20240102000000_b"));
        return read(folder);
    }

    /// A superuser can read everything.
    @ParameterizedTest
    @EnumSource
    void whatCannotBeReadIsNamed(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        Path place = layout.write(folder);
        Path file = layout == Layout.PRISMA_FOLDER ? place.resolve("migration.sql") : place;
        file(file, layout.text);
        assertThat(read(folder)).isInstanceOf(ReadResult.Found.class);
        Path locked = layout == Layout.DRIZZLE_META ? place.getParent() : place;
        Files.setPosixFilePermissions(locked, Set.of());
        try {
            if (Files.isReadable(locked)) {
                assertThat(read(folder)).isInstanceOf(ReadResult.Found.class);
            } else {
                assertThat(read(folder))
                        .isInstanceOfSatisfying(
                                ReadResult.Unusable.class,
                                unusable ->
                                        assertThat(unusable.problem())
                                                .startsWith(locked.toString())
                                                .endsWith("cannot be read: permission denied."));
            }
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Flyway's folders may be links, but not to what contains them, and not twice to the same.
    @Test
    void linksToFolders() throws Exception {
        Path folder = dir.resolve("folder");
        Layout.FLYWAY.write(folder);
        file(dir.resolve("common/V2__b.sql"), "SELECT 2;");
        Path link = Files.createSymbolicLink(folder.resolve("common"), dir.resolve("common"));
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found ->
                                assertThat(found.source().migrations())
                                        .extracting(Migration::script)
                                        .containsExactly("V1__a.sql", "common/V2__b.sql"));

        Path again = Files.createSymbolicLink(folder.resolve("common2"), dir.resolve("common"));
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Unusable.class,
                        unusable -> assertThat(unusable.problem()).contains("read already"));
        Files.delete(again);
        Files.delete(link);
        for (Path target : List.of(Path.of("/"), dir, folder)) {
            Path loop = Files.createSymbolicLink(folder.resolve("loop"), target);
            assertNamed(
                    folder,
                    loop,
                    "is a link to %s, which contains the link itself"
                            .formatted(target.toRealPath()));
            Files.delete(loop);
        }
    }

    /// What looks like a migration and is not taken.
    @ParameterizedTest
    @EnumSource(
            names = {
                "FLYWAY",
                "DRIZZLE_META",
                "DRIZZLE_FOLDERS",
                "PRISMA",
                "GOLANG_MIGRATE",
                "DBMATE",
                "GOOSE"
            })
    void lookAlikesAreWarnings(Layout layout) throws Exception {
        Path folder = dir.resolve("folder");
        layout.write(folder);
        Files.deleteIfExists(folder.resolve("20240102000000_b"));
        var expected = new ArrayList<String>();
        for (String name :
                List.of("2_b.SQL", "x2__b.sql", "V2_b.sql", "2_b.up.sql\u00a0", "V2__b.sql\r")) {
            file(folder.resolve(name), layout.text);
            expected.add(name);
        }
        switch (layout) {
            case DRIZZLE_FOLDERS -> {
                file(folder.resolve("20240102000000_b/Migration.sql"), layout.text);
                expected.add("20240102000000_b");
            }
            case GOLANG_MIGRATE, DBMATE, GOOSE -> {
                file(folder.resolve("2024/3_c.up.sql"), layout.text);
                expected.add("2024/3_c.up.sql");
            }
            default -> {}
        }
        assertThat(read(folder))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found -> {
                            assertThat(found.source().migrations()).hasSize(1);
                            for (String name : expected) {
                                assertThat(found.source().notes())
                                        .as(name)
                                        .filteredOn(note -> note.startsWith(name + " "))
                                        .hasSize(1)
                                        .allSatisfy(note -> assertThat(note).contains("ignore"));
                            }
                        });
    }
}
