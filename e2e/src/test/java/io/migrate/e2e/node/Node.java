package io.migrate.e2e.node;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.e2e.ProjectRoot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/// The cluster of one real Node that `.ci/cluster` has started, with the images of
/// `.ci/node-images`. It is used as a person uses it, through that script and `kubectl`.
///
/// Without a cluster in `CLUSTER_DIR` (default `/tmp/migrate-io-cluster`) a test skips itself,
/// unless `MIGRATE_IO_NO_SKIPS` is set: then it fails.
public final class Node {
    /// Exit code and combined output of a program.
    public record Run(int exit, String output) {}

    /// How long anything may take on a busy machine before it hangs.
    static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final Path SCRIPT = ProjectRoot.root().resolve(".ci/cluster");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Node() {}

    /// Requires a cluster.
    static void require() {
        if (!isUp()) {
            skip("there is no cluster in " + folder() + ": run .ci/cluster up");
        }
    }

    /// Whether there is a cluster.
    public static boolean isUp() {
        return Files.exists(folder().resolve("pids/holder"));
    }

    /// The folder of the cluster, with the certificates in `pki`.
    public static Path folder() {
        return Path.of(System.getenv().getOrDefault("CLUSTER_DIR", "/tmp/migrate-io-cluster"));
    }

    /// Skips the test, or fails if none may be skipped.
    static void skip(String message) {
        if (Boolean.parseBoolean(System.getenv("MIGRATE_IO_NO_SKIPS"))) {
            throw new AssertionError(message);
        }
        System.err.println("SKIPPED: " + message);
        abort(message);
    }

    /// Runs a command of `.ci/cluster`, whatever its exit code.
    static Run run(String... arguments) {
        return start("", List.of(arguments));
    }

    private static Run start(String input, List<String> arguments) {
        var command = new ArrayList<String>(List.of(SCRIPT.toString()));
        command.addAll(arguments);
        return execute(input, command);
    }

    /// Runs a command as an administrator types it, whatever its exit code. `kubectl`, `java` and
    /// `helm PROGRAM` reach the cluster.
    static Run shell(String line) {
        String functions =
                """
                kubectl() { '%1$s' kubectl "$@"; }
                java() { '%1$s' in env KUBECONFIG='%2$s' '%3$s' "$@"; }
                helm() { '%1$s' in env KUBECONFIG='%2$s' "$@"; }
                """
                        .formatted(
                                SCRIPT,
                                folder().resolve("pki/admin.conf"),
                                ProcessHandle.current().info().command().orElse("java"));
        return execute("", List.of("bash", "-c", functions + line));
    }

    private static Run execute(String input, List<String> command) {
        try {
            Path file = Files.writeString(Files.createTempFile("input", ".yaml"), input);
            Process process =
                    new ProcessBuilder(command)
                            .directory(ProjectRoot.root().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(Redirect.from(file.toFile()))
                            .start();
            byte[] output = process.getInputStream().readAllBytes();
            int exit = process.waitFor();
            Files.delete(file);
            return new Run(exit, new String(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs a command of `.ci/cluster`, expects success, and returns its output.
    public static String ok(String... arguments) {
        return succeeded(run(arguments), arguments);
    }

    private static String succeeded(Run run, String... arguments) {
        if (run.exit() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + run.output());
        }
        return run.output();
    }

    /// Runs kubectl, expects success, and returns its output.
    public static String kubectl(String... arguments) {
        return ok(prepended("kubectl", arguments));
    }

    /// Runs kubectl, whatever its exit code.
    static Run tryKubectl(String... arguments) {
        return run(prepended("kubectl", arguments));
    }

    /// Applies a manifest, whatever the exit code.
    static Run apply(String namespace, String manifest) {
        return start(manifest, List.of("kubectl", "-n", namespace, "apply", "-f", "-"));
    }

    /// Creates an object, whatever the exit code.
    static Run create(String namespace, String manifest, String... options) {
        var arguments = new ArrayList<>(List.of("kubectl", "-n", namespace, "create", "-f", "-"));
        arguments.addAll(List.of(options));
        return start(manifest, arguments);
    }

    private static String[] prepended(String first, String... arguments) {
        var all = new ArrayList<String>(List.of(first));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    /// Returns what `kubectl get … -o json` prints.
    static JsonNode json(String... arguments) {
        var all = new ArrayList<String>(List.of("get"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        try {
            return JSON.readTree(kubectl(all.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for a value, and returns it. A failure says what was seen last.
    ///
    /// @param what is waited for
    static <T> T await(String what, Callable<T> value, Predicate<T> isRight) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T last;
        do {
            try {
                last = value.call();
                if (isRight.test(last)) {
                    return last;
                }
                Thread.sleep(500);
            } catch (Exception e) {
                throw new AssertionError("while waiting for " + what, e);
            }
        } while (System.nanoTime() < deadline);
        throw new AssertionError(
                "no %s after %d s; last seen: %s".formatted(what, PATIENCE.toSeconds(), last));
    }
}
