package io.migrate.e2e;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs the real kubectl, because users read its output.
///
/// @param work folder for its discovery cache
record Kubectl(Path program, Path kubeconfig, Path work) {
    /// Exit code and combined output of a run.
    record Run(int exit, String output) {}

    /// Finds kubectl without a cluster: in `MIGRATE_IO_KUBE_DIR`, else on the `PATH`.
    static Optional<Kubectl> ofNoCluster(Path work) throws IOException {
        String folder = System.getenv("MIGRATE_IO_KUBE_DIR");
        try (var built = folder == null ? Stream.<Path>empty() : Files.walk(Path.of(folder), 3)) {
            Stream<Path> onPath =
                    Stream.of(System.getenv("PATH").split(":"))
                            .map(each -> Path.of(each, "kubectl"));
            return Stream.concat(built.filter(each -> each.endsWith("kubectl")), onPath)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .map(each -> new Kubectl(each, work.resolve("none"), work));
        }
    }

    /// Runs it in the root of the repository, expects success, and returns its output.
    String ok(String... arguments) throws IOException, InterruptedException {
        Run run = start(Stream.of(arguments), Redirect.INHERIT);
        if (run.exit() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + run.output());
        }
        return run.output();
    }

    /// Runs it in a namespace.
    Run in(String namespace, String... arguments) throws IOException, InterruptedException {
        return run(namespace, List.of(arguments), Redirect.INHERIT);
    }

    /// Applies a manifest in a namespace.
    Run apply(String namespace, String manifest, String... more)
            throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile(work, "manifest", ".yaml"), manifest);
        var arguments = Stream.concat(Stream.of("apply", "-f", "-"), Stream.of(more)).toList();
        return run(namespace, arguments, Redirect.from(file.toFile()));
    }

    private Run run(String namespace, List<String> arguments, Redirect input)
            throws IOException, InterruptedException {
        return start(Stream.concat(Stream.of("-n", namespace), arguments.stream()), input);
    }

    /// Runs a command line as a user types it, in a shell that finds this kubectl and its cluster.
    Run shell(String line) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", line);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().merge("PATH", program.getParent() + ":", (path, own) -> own + path);
        return start(builder, Redirect.INHERIT);
    }

    private Run start(Stream<String> arguments, Redirect input)
            throws IOException, InterruptedException {
        var command =
                Stream.concat(
                        Stream.of(program.toString(), "--kubeconfig=" + kubeconfig), arguments);
        return start(new ProcessBuilder(command.toList()), input);
    }

    private Run start(ProcessBuilder builder, Redirect input)
            throws IOException, InterruptedException {
        builder.environment().put("KUBECACHEDIR", work.resolve("cache").toString());
        Process process =
                builder.directory(ProjectRoot.root().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(input)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /// The text of all lines that start with `Warning: `.
    static List<String> warnings(Run run) {
        return run.output()
                .lines()
                .filter(line -> line.startsWith("Warning: "))
                .map(line -> line.substring("Warning: ".length()))
                .toList();
    }
}
