package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A folder that was copied out of an image, in which folders are read-only. Copies and migrators
/// run as processes without capabilities: for root with all of them, no mode counts.
class CopiedFolderTest {
    private static final Map<String, String> COPIED = Map.of("MIGRATE_DIR_COPIED", "true");
    private static final int SET_GROUP = 02000;

    @TempDir private Path dir;
    private Path image;
    private Path volume;

    @BeforeEach
    void copyTheImage() throws Exception {
        image = dir.resolve("image");
        volume = Files.createDirectory(dir.resolve("volume"));
        Folder.at(image)
                .drizzle("0000_one", 1, "CREATE TABLE one (id int);")
                .file("notes/deep/readme.txt", "a");
        for (String each : List.of("notes/deep", "notes", "meta")) {
            mode(image.resolve(each), "r-xr-xr-x");
        }
        mode(image.resolve("meta/_journal.json"), "r--r--r--");
        assertThat(copy()).isEmpty();
        assertThat(modes(volume)).containsExactly("r-xr-xr-x", "r-xr-xr-x", "r-xr-xr-x");
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static List<String> modes(Path folder) throws IOException {
        var modes = new ArrayList<String>();
        for (String each : List.of("notes/deep", "notes", "meta")) {
            modes.add(
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(each))));
        }
        return modes;
    }

    /// The command that the webhook injects.
    ///
    /// @return what it printed
    private String copy() throws Exception {
        var builder = new ProcessBuilder("cp", "-RLf", "--", image + "/.", volume + "/");
        Process process = withoutCapabilities(builder).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor() == 0).isEqualTo(output.isEmpty());
        return output;
    }

    private static ProcessBuilder withoutCapabilities(ProcessBuilder builder) throws IOException {
        if (isRoot()) {
            builder.command().addAll(0, List.of("setpriv", "--bounding-set=-all"));
        }
        return builder;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private MigratorProcess run(Postgres database, Map<String, String> more, String... arguments)
            throws Exception {
        ProcessBuilder builder = MigratorProcess.builder(volume, database);
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(more);
        return MigratorProcess.start(withoutCapabilities(builder));
    }

    /// Whatever the command and its result, the next copy succeeds.
    @ParameterizedTest
    @CsvSource({
        "migrate, 0",
        "validate, 17",
        "wait --timeout=1s, 17",
        "info, 0",
        "repair, 0",
        "baseline, 0",
        "dry-run --yes-on-this-database, 0",
        "migrate --lock-timeout=soon, 2",
        "migrate --format=goose, 18",
        "frobnicate, 2"
    })
    void theNextCopySucceeds(String command, int code) throws Exception {
        Postgres database = Postgres.database();
        assertThat(copy()).as("negative control").contains("Permission denied");

        MigratorProcess migrator = run(database, COPIED, command.split(" "));

        int ended = migrator.code(120);
        assertThat(modes(volume)).containsOnly("rwxr-xr-x");
        assertThat(copy()).isEmpty();
        assertThat(ended).as(migrator.output()).isEqualTo(code);
        assertThat(modes(image)).as("the image").containsOnly("r-xr-xr-x");
    }

    @Test
    void alsoWithoutADatabase() throws Exception {
        ProcessBuilder builder = MigratorProcess.builder(volume, "mysql://u:p@127.0.0.1/d");
        builder.environment().putAll(COPIED);

        assertThat(MigratorProcess.start(withoutCapabilities(builder)).code(120)).isEqualTo(2);

        assertThat(copy()).isEmpty();
    }

    /// A folder that is no copy is never changed.
    @ParameterizedTest
    @ValueSource(strings = {"", "false"})
    void withoutTheSettingNoModeChanges(String value) throws Exception {
        MigratorProcess migrator =
                run(Postgres.database(), Map.of("MIGRATE_DIR_COPIED", value), "migrate");

        assertThat(migrator.code(120)).as(migrator.output()).isZero();
        assertThat(modes(volume)).containsOnly("r-xr-xr-x");
    }

    /// fsGroup sets the bit that gives new files the group of their folder.
    @Test
    void otherBitsOfTheModeStay() throws Exception {
        Path folder = volume.resolve("notes");
        Files.setAttribute(
                folder, "unix:mode", SET_GROUP | (int) Files.getAttribute(folder, "unix:mode"));

        MigratorProcess migrator = run(Postgres.database(), COPIED, "migrate");

        assertThat(migrator.code(120)).as(migrator.output()).isZero();
        assertThat((int) Files.getAttribute(folder, "unix:mode") & 07777).isEqualTo(02755);
    }

    /// Links could lead out of the copy.
    @Test
    void linksAreNotFollowed() throws Exception {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        mode(outside, "r-xr-xr-x");
        Files.createSymbolicLink(volume.resolve("link"), outside);

        MigratorProcess migrator = run(Postgres.database(), COPIED, "migrate");

        assertThat(migrator.code(120)).as(migrator.output()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)))
                .isEqualTo("r-xr-xr-x");
    }

    /// What somebody else owns stays as it is, which is no reason to fail.
    @Test
    void foldersOfAnotherOwner() throws Exception {
        assumeTrue(isRoot(), "skipped: only root can give a folder away");
        Files.setAttribute(volume.resolve("notes"), "unix:uid", 65532);

        MigratorProcess migrator = run(Postgres.database(), COPIED, "migrate");

        assertThat(migrator.code(120)).as(migrator.output()).isZero();
        assertThat(migrator.output()).doesNotContain("notes");
        assertThat(modes(volume)).containsExactly("rwxr-xr-x", "r-xr-xr-x", "rwxr-xr-x");
    }
}
