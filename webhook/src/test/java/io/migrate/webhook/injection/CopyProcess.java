package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Runs the programs that copy, and shows what they copied. For root no mode counts, so `setpriv`
/// runs what is to be without privileges as another user.
final class CopyProcess {
    static final Integer UID = 65532;

    private CopyProcess() {}

    /// What came of a command.
    record Ended(int exit, String output) {}

    static Ended run(List<String> command) throws Exception {
        return end(start(command));
    }

    /// Runs it as a user without privileges.
    static Ended unprivileged(List<String> command) throws Exception {
        return end(start(withoutPrivileges(command)));
    }

    static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Ended end(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    static List<String> withoutPrivileges(List<String> command) throws IOException {
        var words = new ArrayList<String>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"));
        }
        words.addAll(command);
        return words;
    }

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /// Every file below a folder with what is in it; folders with nothing.
    static Map<String, String> tree(Path root) throws IOException {
        var tree = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (Path each : (Iterable<Path>) paths::iterator) {
                assertThat(Files.isSymbolicLink(each)).as(each.toString()).isFalse();
                tree.put(
                        root.relativize(each).toString(),
                        Files.isDirectory(each) ? "" : Files.readString(each));
            }
        }
        return tree;
    }
}
