package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The commands of the injected containers, run for real: with the `cp` of GNU and of busybox, as
/// images have them, and with the one that `Injected` brings. Only the folders that a Pod would
/// mount are put in their place.
///
/// Failure class of the field: 17 (what an injected container runs is an argument list, never a
/// text for a shell).
@ParameterizedClass
@MethodSource("programs")
class CopyTest {
    /// Where a `cp` comes from.
    ///
    /// @param name of the program on the PATH, or of the project's own
    /// @param injected whether an injected container provides it
    record Program(String name, boolean injected) {
        /// The file; empty if this machine has none.
        Optional<Path> file() throws Exception {
            if (injected) {
                return CopierBinary.file();
            }
            return Stream.of(System.getenv("PATH").split(":"))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        String needed() {
            return injected ? "go" : name;
        }

        @Override
        public String toString() {
            return injected ? "injected " + name : name;
        }
    }

    static Stream<Program> programs() {
        return Stream.of(
                new Program("cp", false),
                new Program("busybox", false),
                new Program("copier", true));
    }

    @TempDir private Path folder;

    @Parameter private Program program;

    private Path source;
    private Path target;
    private Path bin;

    @BeforeEach
    void prepare() throws Exception {
        Optional<Path> file = program.file();
        if (System.getenv("MIGRATE_IO_NO_SKIPS") == null) {
            assumeTrue(file.isPresent(), "skipped: no " + program.needed() + " on the PATH");
        }
        assertThat(file).as(program.needed() + " on the PATH").isPresent();
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        bin = Files.createDirectory(folder.resolve("bin"));
        if (!program.name().equals("cp")) {
            Path image = program.injected() ? folder : bin;
            Files.copy(file.orElseThrow(), image.resolve("cp"));
        }
        for (Path each : List.of(folder, source, target, bin)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
    }

    /// Runs the injected commands in their order, as the API server would have them.
    private CopyProcess.Ended copy() throws Exception {
        return copy(false);
    }

    private CopyProcess.Ended copy(boolean unprivileged) throws Exception {
        CopyProcess.Ended ended = new CopyProcess.Ended(0, "");
        for (List<String> command : commands()) {
            ended = unprivileged ? CopyProcess.unprivileged(command) : CopyProcess.run(command);
            if (ended.exit() != 0) {
                return ended;
            }
        }
        return ended;
    }

    private List<List<String>> commands() {
        Policies policies =
                Engine.policy(
                        "{source: {type: Container, container: {name: api, path: /sql, copyMethod: %s}}}"
                                .formatted(program.injected() ? "Injected" : "Image"));
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations")).remove("migrate.io/source");
        ObjectNode injected = Engine.inject(pod, policies).pod();
        var commands = new ArrayList<List<String>>();
        for (String name : List.of("migrate-copier-default", "migrate-files-default")) {
            if (Engine.names(injected.at("/spec/initContainers")).contains(name)) {
                commands.add(
                        PodView.elements(Engine.initContainer(injected, name).path("command"))
                                .stream()
                                .map(each -> here(each.asText()))
                                .toList());
            }
        }
        return commands;
    }

    /// The same path on this machine.
    private String here(String word) {
        Map<String, String> places = new TreeMap<>();
        places.put("/sql/.", source + "/.");
        places.put("/.migrate-io/files/", target + "/");
        places.put("/.migrate-io/bin/cp", bin + "/cp");
        places.put("/usr/local/lib/migrate/cp", folder + "/cp");
        if (program.name().equals("busybox") && !program.injected()) {
            places.put("cp", bin + "/cp");
        }
        assertThat(word).matches(each -> places.containsKey(each) || each.matches("cp|--|-[RLf]+"));
        return places.getOrDefault(word, word);
    }

    private Path file(String name, String text) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private void assertCopied(Map<String, String> expected) throws IOException {
        var all = new TreeMap<>(expected);
        all.put("", "");
        assertThat(CopyProcess.tree(target)).isEqualTo(all);
    }

    private void assertRunsAgain(Map<String, String> expected) throws Exception {
        assertThat(copy()).isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(expected);
        assertThat(copy()).as("after a restart").isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(expected);
    }

    @Test
    void filesAndFolders() throws Exception {
        file("V1__a.sql", "a");
        file("drizzle/meta/_journal.json", "{}");
        Files.createDirectory(source.resolve("empty"));

        assertRunsAgain(
                Map.of(
                        "V1__a.sql", "a",
                        "drizzle", "",
                        "drizzle/meta", "",
                        "drizzle/meta/_journal.json", "{}",
                        "empty", ""));
    }

    @Test
    void nothing() throws Exception {
        assertRunsAgain(Map.of());
    }

    @Test
    void oddNames() throws Exception {
        file("-rf", "a");
        file("--help", "b");
        file("with space.sql", "c");
        file("with\nline.sql", "d");
        file("$(touch x);`id`'\"*.sql", "e");
        file(".hidden", "f");
        file("größe/ü.sql", "g");

        assertRunsAgain(
                Map.of(
                        "-rf", "a",
                        "--help", "b",
                        "with space.sql", "c",
                        "with\nline.sql", "d",
                        "$(touch x);`id`'\"*.sql", "e",
                        ".hidden", "f",
                        "größe", "",
                        "größe/ü.sql", "g"));
    }

    @Test
    void linksBecomeWhatTheyPointTo() throws Exception {
        file("real/1.sql", "a");
        Files.createSymbolicLink(source.resolve("relative.sql"), Path.of("real/1.sql"));
        Files.createSymbolicLink(source.resolve("absolute.sql"), source.resolve("real/1.sql"));
        Files.createSymbolicLink(source.resolve("folder"), Path.of("real"));
        Path outside = Files.writeString(folder.resolve("outside.sql"), "b");
        Files.createSymbolicLink(source.resolve("outside.sql"), outside);

        assertRunsAgain(
                Map.of(
                        "real", "",
                        "real/1.sql", "a",
                        "relative.sql", "a",
                        "absolute.sql", "a",
                        "folder", "",
                        "folder/1.sql", "a",
                        "outside.sql", "b"));
    }

    @Test
    void aSourceThatIsALinkItself() throws Exception {
        file("1.sql", "a");
        Path real = Files.move(source, folder.resolve("real"));
        Files.createSymbolicLink(source, real);

        assertRunsAgain(Map.of("1.sql", "a"));
    }

    @Test
    void aLinkToNowhereIsAFailureThatNamesIt() throws Exception {
        Files.createSymbolicLink(source.resolve("lost.sql"), Path.of("nowhere"));

        CopyProcess.Ended ended = copy();

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.output()).contains("lost.sql");
    }

    @Test
    void aSourceThatIsNotThereIsAFailureThatNamesIt() throws Exception {
        Files.delete(source);

        CopyProcess.Ended ended = copy();

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.output()).contains(source.toString());
    }

    @Test
    void privateFilesOfTheSameUser() throws Exception {
        Path folder = Files.createDirectory(source.resolve("private"));
        Path file = file("private/1.sql", "a");
        mode(file, "rw-------");
        mode(folder, "rwx------");
        own(file);
        own(folder);
        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));
        assertThat(copy(true)).as("after a restart").isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(Map.of("private", "", "private/1.sql", "a"));
    }

    @Test
    void readOnlyFilesAndFolders() throws Exception {
        mode(file("locked/1.sql", "a"), "r--r--r--");
        mode(source.resolve("locked"), "r-xr-xr-x");

        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(Map.of("locked", "", "locked/1.sql", "a"));
    }

    /// Who owns a folder without the right to write in it cannot replace what is in it: the
    /// migrator has to make the folders of the image's own `cp` writable, see `CopiedFolderTest`.
    @Test
    void readOnlyFoldersAgain() throws Exception {
        mode(file("locked/1.sql", "a"), "r--r--r--");
        mode(source.resolve("locked"), "r-xr-xr-x");
        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));

        if (!program.injected()) {
            CopyProcess.Ended ended = copy(true);
            assertThat(ended.exit()).isNotZero();
            assertThat(ended.output()).contains("locked/1.sql").contains("Permission denied");
            mode(target.resolve("locked"), "rwxr-xr-x");
        }

        assertThat(copy(true)).as("after a restart").isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(Map.of("locked", "", "locked/1.sql", "a"));
    }

    @Test
    void readOnlyFilesAgain() throws Exception {
        mode(file("1.sql", "a"), "r--r--r--");
        mode(file("folder/2.sql", "b"), "r--------");
        own(source.resolve("folder/2.sql"));

        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));
        assertThat(copy(true)).as("after a restart").isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(Map.of("1.sql", "a", "folder", "", "folder/2.sql", "b"));
    }

    @Test
    void aRestartCompletesWhatWasCutShort() throws Exception {
        file("1.sql", "the whole of it");
        file("2.sql", "b");
        mode(Files.writeString(target.resolve("1.sql"), "the wh"), "r--r--r--");
        own(target.resolve("1.sql"));

        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));
        assertCopied(Map.of("1.sql", "the whole of it", "2.sql", "b"));
    }

    @Test
    void anUnreadableFileIsAFailureThatNamesIt() throws Exception {
        assumeTrue(CopyProcess.isRoot(), "skipped: only root can make a file of somebody else's");
        mode(file("secret.sql", "a"), "rw-------");

        CopyProcess.Ended ended = copy(true);

        assertThat(ended.exit()).isNotZero();
        assertThat(ended.output()).contains("secret.sql");
    }

    @Test
    void whatIsCopiedIsReadByTheMigratorsUser() throws Exception {
        mode(file("1.sql", "a"), "rw-r--r--");

        assertThat(copy(true)).isEqualTo(new CopyProcess.Ended(0, ""));

        Set<PosixFilePermission> modes =
                Files.getPosixFilePermissions(target.resolve("1.sql"), LinkOption.NOFOLLOW_LINKS);
        assertThat(modes).contains(PosixFilePermission.OWNER_READ);
        if (CopyProcess.isRoot()) {
            assertThat(Files.getAttribute(target.resolve("1.sql"), "unix:uid"))
                    .isEqualTo(CopyProcess.UID);
        }
    }

    private static void own(Path path) throws IOException {
        if (CopyProcess.isRoot()) {
            Files.setAttribute(path, "unix:uid", CopyProcess.UID);
        }
    }
}
