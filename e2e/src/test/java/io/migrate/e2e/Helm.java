package io.migrate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs the real Helm, of which two versions are in use.
///
/// @param work folder for its cache and settings
record Helm(Path program, Path kubeconfig, Path work) {
    static final String RELEASE = "migrate-io";
    static final String CHART = "charts/migrate-io";

    /// Exit code, output and error output of a run.
    record Run(int exit, String output, String errors) {}

    /// Finds Helm without a cluster: in `MIGRATE_IO_HELM_DIR`, else on the `PATH`. Skips the
    /// running test if there is none of this version.
    ///
    /// @param major 3 or 4
    static Helm ofNoCluster(int major, Path work) throws IOException, InterruptedException {
        return of(major, work.resolve("none"), work);
    }

    /// Finds Helm, as without a cluster, for the cluster of a kubeconfig.
    static Helm of(int major, Path kubeconfig, Path work) throws IOException, InterruptedException {
        return Cluster.present(find(major, kubeconfig, work), "Helm " + major);
    }

    private static Optional<Helm> find(int major, Path kubeconfig, Path work)
            throws IOException, InterruptedException {
        String folder = System.getenv("MIGRATE_IO_HELM_DIR");
        List<Path> candidates =
                folder == null
                        ? Stream.of(System.getenv("PATH").split(":"))
                                .map(each -> Path.of(each, "helm"))
                                .toList()
                        : List.of(Path.of(folder, "helm" + major));
        for (Path each : candidates) {
            Helm helm = new Helm(each, kubeconfig, work);
            if (Files.isExecutable(each)
                    && helm.run("version", "--short").output().startsWith("v" + major + ".")) {
                return Optional.of(helm);
            }
        }
        return Optional.empty();
    }

    /// Runs it in the root of the repository.
    Run run(String... arguments) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(work, "helm", ".err");
        var builder =
                new ProcessBuilder(
                        Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                                .toList());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        for (String each : List.of("CACHE", "CONFIG", "DATA")) {
            builder.environment().put("HELM_" + each + "_HOME", work.resolve("helm").toString());
        }
        Process process =
                builder.directory(ProjectRoot.root().toFile())
                        .redirectError(errors.toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), output, Files.readString(errors));
    }

    /// Runs it, expects success, and returns its output.
    String ok(String... arguments) throws IOException, InterruptedException {
        Run run = run(arguments);
        if (run.exit() != 0) {
            throw new AssertionError(
                    "helm " + String.join(" ", arguments) + ": " + run.output() + run.errors());
        }
        return run.output();
    }

    /// Runs a command for the release of the chart, in its namespace.
    ///
    /// @param command such as `template` or `install`
    Run chart(String command, String... more) throws IOException, InterruptedException {
        return run(ofChart(command, more));
    }

    /// Runs a command as [#chart] does, expects success, and returns its output.
    String chartOk(String command, String... more) throws IOException, InterruptedException {
        return ok(ofChart(command, more));
    }

    private static String[] ofChart(String command, String... more) {
        return Stream.concat(
                        Stream.of(command, RELEASE, CHART, "--namespace=" + Installation.NAMESPACE),
                        Stream.of(more))
                .toArray(String[]::new);
    }
}
