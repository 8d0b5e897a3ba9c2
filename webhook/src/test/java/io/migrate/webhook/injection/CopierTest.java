package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The static `cp` of the migrator's image, where it does more than another `cp`: it runs again
/// over what a volume contains, whatever that is. It always runs as a user without privileges.
class CopierTest {
    private static final CopyProcess.Ended DONE = new CopyProcess.Ended(0, "");
    private static final String REMOVE =
            "; remove it from the folder in the image, or correct the path of the source\n";

    @TempDir private Path folder;
    private Path copier;
    private Path source;
    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        Optional<Path> file = CopierBinary.file();
        if (System.getenv("MIGRATE_IO_NO_SKIPS") == null) {
            assumeTrue(file.isPresent(), "skipped: no go on the PATH");
        }
        mode(folder, "rwxrwxrwx");
        copier = Files.copy(file.orElseThrow(), folder.resolve("cp"));
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        mode(target, "rwxrwxrwx");
    }

    private List<String> command(Path from, Path to) {
        return List.of(copier.toString(), "-RLf", "--", from + "/.", to + "/");
    }

    private CopyProcess.Ended copy() throws Exception {
        return CopyProcess.unprivileged(command(source, target));
    }

    private CopyProcess.Ended sh(String script) throws Exception {
        return CopyProcess.unprivileged(
                List.of("sh", "-ec", script, "sh", source.toString(), target.toString()));
    }

    private Path file(String name, String text) throws IOException {
        Path file = source.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private void assertEqual() throws IOException {
        assertThat(CopyProcess.tree(target)).isEqualTo(CopyProcess.tree(source));
    }

    /// What the `cp` of an image leaves: folders and files that are read-only, as in the image.
    @ParameterizedTest
    @ValueSource(strings = {"cp", "busybox cp"})
    void aCopyByAnotherCp(String other) throws Exception {
        mode(file("locked/deep/1.sql", "a"), "r--r--r--");
        mode(source.resolve("locked/deep"), "r-xr-xr-x");
        mode(source.resolve("locked"), "r-xr-xr-x");
        assertThat(sh(other + " -RLf -- $1/. $2/")).isEqualTo(DONE);
        mode(source.resolve("locked/deep/1.sql"), "rw-r--r--");
        file("locked/deep/1.sql", "b");
        assertThat(sh("echo c >$2/locked/deep/1.sql").exit()).as("negative control").isNotZero();

        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
        assertThat(mode(target.resolve("locked/deep"))).isEqualTo("rwxr-xr-x");
    }

    /// Equal files are left as they are, and take no room a second time.
    @Test
    void equalFilesAreNotWrittenAgain() throws Exception {
        file("1.sql", "a");
        file("2.sql", "b");
        assertThat(copy()).isEqualTo(DONE);
        var inode = Files.getAttribute(target.resolve("1.sql"), "unix:ino");
        var other = Files.getAttribute(target.resolve("2.sql"), "unix:ino");
        file("2.sql", "c");

        assertThat(copy()).isEqualTo(DONE);

        assertThat(Files.getAttribute(target.resolve("1.sql"), "unix:ino")).isEqualTo(inode);
        assertThat(Files.getAttribute(target.resolve("2.sql"), "unix:ino")).isNotEqualTo(other);
        assertEqual();
    }

    /// Files of the same size, whose difference is at the end of what is read at once.
    @ParameterizedTest
    @ValueSource(ints = {1, 32_767, 32_768, 32_769, 65_536, 100_000})
    void filesOfTheSameSize(int size) throws Exception {
        file("1.sql", "a".repeat(size));
        Files.writeString(target.resolve("1.sql"), "a".repeat(size - 1) + "b");

        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
    }

    @Test
    void whatTheSourceDoesNotHaveIsRemoved() throws Exception {
        file("1.sql", "a");
        file("folder/2.sql", "b");
        assertThat(
                        sh(
                                """
                                mkdir -p $2/old/deep $2/folder
                                touch $2/old/deep/0.sql $2/folder/0.sql $2/.hidden
                                ln -s /etc $2/link
                                chmod 0555 $2/old/deep $2/old
                                """))
                .isEqualTo(DONE);

        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
        assertThat(Path.of("/etc/passwd")).exists();
    }

    /// Another version of the image, or a damaged file system.
    @Test
    void aFileBecomesAFolderAndTheOtherWayRound() throws Exception {
        file("a/1.sql", "a");
        file("b", "b");
        file("c", "c");
        file("d/2.sql", "d");
        assertThat(
                        sh(
                                """
                                touch $2/a
                                mkdir -p $2/b/deep
                                touch $2/b/deep/0.sql
                                chmod 0555 $2/b/deep $2/b
                                ln -s /etc/passwd $2/c
                                ln -s /etc $2/d
                                """))
                .isEqualTo(DONE);

        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
    }

    /// A process that is killed at any time leaves something that the next one mends.
    @Test
    void killedInTheMiddle() throws Exception {
        for (int i = 0; i < 400; i++) {
            Path file =
                    file("f%d/%d.sql".formatted(i % 7, i), "SELECT %d;".formatted(i).repeat(99));
            mode(file, "r--r--r--");
        }
        for (int i = 0; i < 7; i++) {
            mode(source.resolve("f" + i), "r-xr-xr-x");
        }
        int cut = 0;
        for (int i = 0; i < 30; i++) {
            Process process =
                    CopyProcess.start(CopyProcess.withoutPrivileges(command(source, target)));
            Thread.sleep(i % 15);
            process.destroyForcibly().waitFor();
            cut += process.exitValue() == 0 ? 0 : 1;
            if (i % 10 == 9) {
                assertThat(copy()).isEqualTo(DONE);
                assertEqual();
                assertThat(sh("chmod -R u+w $2/*; rm -r $2/*")).isEqualTo(DONE);
            }
        }
        assertThat(cut).isPositive();
    }

    @Test
    void theRestOfAnUnfinishedFileIsRemoved() throws Exception {
        file("1.sql", "a");
        assertThat(sh("echo half >$2/.migrate-cp-unfinished")).isEqualTo(DONE);

        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
    }

    @Test
    void aSourceWithTheNameOfAnUnfinishedFile() throws Exception {
        file(".migrate-cp-unfinished", "a");
        file(".migrate-cp-unfinished~", "b");
        file("1.sql", "c");

        assertThat(copy()).isEqualTo(DONE);
        assertThat(copy()).isEqualTo(DONE);

        assertEqual();
    }

    @Test
    void theNextCopyIsPossibleWhateverTheModes() throws Exception {
        mode(file("1.sql", "a"), "r--r-xr--");
        mode(file("f/2.sql", "b"), "r--r--r--");
        mode(source.resolve("f"), "r-xrwxr-x");

        assertThat(copy()).isEqualTo(DONE);

        assertThat(mode(target.resolve("1.sql"))).isEqualTo("rw-r-xr--");
        assertThat(mode(target.resolve("f"))).startsWith("rwx");
    }

    /// Reading a FIFO would never end.
    @Test
    void specialFilesAreRefusedByName() throws Exception {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(source.resolve("1.sql")));
            assertRefused("1.sql", "it is a socket");
        }
        Files.delete(source.resolve("1.sql"));
        assertThat(CopyProcess.run(List.of("mkfifo", source + "/f.sql"))).isEqualTo(DONE);
        assertRefused("f.sql", "it is a FIFO");
        Files.delete(source.resolve("f.sql"));
        Files.createSymbolicLink(source.resolve("zero.sql"), Path.of("/dev/zero"));
        assertRefused("zero.sql", "it is a device");
        Files.delete(source.resolve("zero.sql"));
        Files.createSymbolicLink(source.resolve("lost.sql"), Path.of("../nowhere.sql"));
        assertRefused("lost.sql", "it is a link to ../nowhere.sql, which does not exist");
        Files.delete(source.resolve("lost.sql"));
        assertThat(copy()).as("negative control").isEqualTo(DONE);
    }

    private void assertRefused(String name, String reason) throws Exception {
        assertThat(copy())
                .isEqualTo(
                        new CopyProcess.Ended(
                                1,
                                "migrate-cp: cannot copy %s: %s%s"
                                        .formatted(source.resolve(name), reason, REMOVE)));
    }

    @Test
    void linksWithoutAnEndAreRefused() throws Exception {
        Files.createDirectory(source.resolve("f"));
        Files.createSymbolicLink(source.resolve("f/up"), Path.of(".."));
        assertRefused("f/up", "it is, or links to, a folder that contains it or the copy");
        Files.delete(source.resolve("f/up"));
        Files.createSymbolicLink(source.resolve("f/copy"), target);
        assertRefused("f/copy", "it is, or links to, a folder that contains it or the copy");
        Files.delete(source.resolve("f/copy"));
        Files.createSymbolicLink(source.resolve("self"), Path.of("self"));
        assertRefused("self", "too many levels of symbolic links");
    }

    @ParameterizedTest
    @CsvSource({"nothere, no such file or directory", "1.sql, not a directory"})
    void aSourceThatIsNoFolder(String name, String reason) throws Exception {
        file("1.sql", "a");

        assertThat(CopyProcess.unprivileged(command(source.resolve(name), target)).output())
                .isEqualTo(
                        "migrate-cp: there is no folder %s: %s; correct the path of the source\n"
                                .formatted(source.resolve(name), reason));
    }

    @Test
    void anUnreadableSource() throws Exception {
        Path file = file("secret.sql", "a");
        mode(file, "---------");

        assertThat(copy().output())
                .matches(
                        "migrate-cp: cannot read %s: permission denied; make it readable for user \\d+ in the image\n"
                                .formatted(file));
    }

    @Test
    void aVolumeOfSomebodyElse() throws Exception {
        file("f/1.sql", "a");
        assertThat(copy()).isEqualTo(DONE);
        file("f/1.sql", "b");
        assumeTrue(CopyProcess.isRoot(), "skipped: only root can give a folder away");
        Files.setAttribute(target.resolve("f"), "unix:uid", 0);

        CopyProcess.Ended ended = copy();

        assertThat(ended)
                .isEqualTo(
                        new CopyProcess.Ended(
                                1,
                                "migrate-cp: cannot write %s: permission denied; delete the Pod, so that another one starts with an empty volume\n"
                                        .formatted(target.resolve("f/1.sql"))));
        assertThat(target.resolve("f/1.sql")).hasContent("a");
    }

    /// On a file system of its own, which is full. The next copy, after there is room, completes
    /// it.
    @Test
    void aFullDisk() throws Exception {
        file("1.sql", "a");
        Path big = file("big.sql", "b".repeat(200_000));
        String script =
                """
                mount -t tmpfs -o size=64k,mode=777 none $2
                %1$s || ls -A $2
                rm $2/../source/big.sql
                %1$s
                ls -A $2
                """
                        .formatted(
                                String.join(
                                        " ",
                                        CopyProcess.withoutPrivileges(command(source, target))));
        CopyProcess.Ended ended =
                CopyProcess.run(
                        List.of(
                                "unshare",
                                CopyProcess.isRoot() ? "-m" : "-rm",
                                "sh",
                                "-ec",
                                script,
                                "sh",
                                source.toString(),
                                target.toString()));

        assertThat(ended.output().replace("1.sql\n", ""))
                .isEqualTo(
                        "migrate-cp: cannot write %s: no space left on device; free disk space on the Node and delete the Pod, or make the folder smaller\n"
                                .formatted(target.resolve("big.sql")));
        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).endsWith("1.sql\n");
        assertThat(big).doesNotExist();
    }

    /// More files than a process may have open, in deep folders.
    @Test
    void manyFilesAndDeepFolders() throws Exception {
        String deep = "f/".repeat(200);
        file(deep + "1.sql", "a");
        for (int i = 0; i < 2_000; i++) {
            file("many/%d.sql".formatted(i), "b");
        }
        String command = String.join(" ", command(source, target));

        assertThat(sh("ulimit -n 64; " + command)).isEqualTo(DONE);
        assertThat(sh("ulimit -n 64; " + command)).isEqualTo(DONE);

        assertEqual();
    }

    /// The first container puts the program into a volume, also over what is left of it.
    @Test
    void installsItself() throws Exception {
        Path installed = target.resolve("cp");
        var install =
                List.of(copier.toString(), "-f", "--", copier.toString(), installed.toString());
        for (String before :
                List.of(
                        "true",
                        "true",
                        "chmod 0444 $2/cp; : >$2/.migrate-cp-unfinished",
                        "head -c 9999 $2/cp >$2/x; mv -f $2/x $2/cp")) {
            assertThat(sh(before)).isEqualTo(DONE);
            assertThat(CopyProcess.unprivileged(install)).isEqualTo(DONE);
            assertThat(Files.mismatch(copier, installed)).isEqualTo(-1);
        }
        file("1.sql", "a");
        Path copied = Files.createDirectory(folder.resolve("copied"));
        mode(copied, "rwxrwxrwx");
        var command = new ArrayList<>(command(source, copied));
        command.set(0, installed.toString());
        assertThat(CopyProcess.unprivileged(command)).isEqualTo(DONE);
        assertThat(CopyProcess.tree(copied)).isEqualTo(new TreeMap<>(Map.of("", "", "1.sql", "a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-RLf",
                "-RLf -- a",
                "-RLf -- a b",
                "-RLf -- a/. b c",
                "-f -- a/. b",
                "-r -- a/. b",
                "a b",
                "-RLf -- /. b c"
            })
    void anotherCommandLineIsRefused(String words) throws Exception {
        assertThat(sh("cd $2; " + copier + " " + words))
                .isEqualTo(
                        new CopyProcess.Ended(
                                2,
                                "migrate-cp: expected -RLf -- FOLDER/. TARGET/ or -f -- FILE TARGET, got %s\n"
                                        .formatted(words)));
        assertThat(target).isEmptyDirectory();
    }
}
