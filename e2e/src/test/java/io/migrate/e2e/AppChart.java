package io.migrate.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A chart of an application that uses `charts/migrate-io-app`, with the real Helm.
///
/// @param helm the program
/// @param folder a copy of the chart, with its dependency
/// @param work folder for Helm's files
record AppChart(Path helm, Path folder, Path work) {
    /// The library chart.
    static final Path FOLDER = ProjectRoot.root().resolve("charts/migrate-io-app");

    private static final String SAMPLE = "samples/web-shop";

    /// Exit code and combined output of a run.
    record Run(int exit, String output) {}

    /// Finds Helm 3 and Helm 4 in the folder `MIGRATE_IO_HELM_DIR`, else Helm on the `PATH`.
    static List<Path> programs() {
        String built = System.getenv("MIGRATE_IO_HELM_DIR");
        Stream<Path> candidates =
                built == null
                        ? Stream.of(System.getenv("PATH").split(":"))
                                .map(each -> Path.of(each, "helm"))
                                .filter(Files::isExecutable)
                                .limit(1)
                        : Stream.of("helm3", "helm4").map(each -> Path.of(built, each));
        List<Path> found = candidates.filter(Files::isExecutable).toList();
        int wanted = built == null ? 1 : 2;
        return found.size() < wanted ? List.of(Cluster.present(Optional.empty(), "helm")) : found;
    }

    /// Copies the sample and the library chart, and lets Helm put the one into the other.
    static AppChart sample(Path helm, Path work) throws IOException, InterruptedException {
        Path charts = Files.createTempDirectory(work, helm.getFileName().toString());
        Folders.copy(FOLDER.getParent(), charts);
        var chart = new AppChart(helm, charts.resolve(SAMPLE), work);
        chart.ok("dependency", "update", chart.folder().toString());
        return chart;
    }

    /// Replaces a file of the chart.
    void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /// Renders the chart as the release `api` in the namespace `shop`.
    Run template(String... arguments) throws IOException, InterruptedException {
        return run(
                Stream.concat(
                                Stream.of("template", "api", folder.toString(), "-n", "shop"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /// Runs Helm, expects success, and returns its output.
    String ok(String... arguments) throws IOException, InterruptedException {
        Run run = run(arguments);
        if (run.exit() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + run.output());
        }
        return run.output();
    }

    /// Runs Helm.
    Run run(String... arguments) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(
                        Stream.concat(Stream.of(helm.toString()), Stream.of(arguments)).toList());
        Stream.of("CACHE", "CONFIG", "DATA")
                .forEach(each ->
                        builder.environment()
                                .put(
                                        "HELM_" + each + "_HOME",
                                        work.resolve("helm").resolve(each).toString()));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
