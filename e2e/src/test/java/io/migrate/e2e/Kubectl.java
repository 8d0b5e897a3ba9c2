package io.migrate.e2e;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The real command line, since what it prints is what people read.
///
/// @param work where it keeps what it learned of the API server
record Kubectl(Path program, Path kubeconfig, Path work) {
    /// What a run printed, both streams in one.
    record Run(int exit, String said) {}

    /// One that knows no cluster: that of `MIGRATE_IO_KUBE_DIR`, else the one on the `PATH`.
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

    /// What it says in the root of the repository, if it succeeds.
    String ok(String... arguments) throws IOException, InterruptedException {
        Run run = start(Stream.of(arguments), Redirect.INHERIT);
        if (run.exit() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + run.said());
        }
        return run.said();
    }

    /// Runs it in a namespace.
    Run in(String namespace, String... arguments) throws IOException, InterruptedException {
        return run(namespace, List.of(arguments), Redirect.INHERIT);
    }

    /// `apply` of a manifest in a namespace.
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

    private Run start(Stream<String> arguments, Redirect input)
            throws IOException, InterruptedException {
        var command =
                Stream.concat(
                        Stream.of(program.toString(), "--kubeconfig=" + kubeconfig), arguments);
        var builder =
                new ProcessBuilder(command.toList())
                        .directory(ProjectRoot.root().toFile())
                        .redirectErrorStream(true)
                        .redirectInput(input);
        builder.environment().put("KUBECACHEDIR", work.resolve("cache").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }

    /// The lines that begin with `Warning: `, without that.
    static List<String> warnings(Run run) {
        return run.said()
                .lines()
                .filter(line -> line.startsWith("Warning: "))
                .map(line -> line.substring("Warning: ".length()))
                .toList();
    }
}
