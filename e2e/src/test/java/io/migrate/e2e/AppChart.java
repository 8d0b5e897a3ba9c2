package io.migrate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A chart of an application that uses `charts/migrate-io-app`, with the real Helm.
///
/// @param folder a copy of the chart, with its dependency
record AppChart(Helm helm, Path folder) {
    /// The library chart.
    static final Path FOLDER = ProjectRoot.root().resolve("charts/migrate-io-app");

    private static final String SAMPLE = "samples/web-shop";

    /// Exit code and combined output of a run.
    record Run(int exit, String output) {}

    /// Finds both versions of Helm.
    static List<Helm> programs(Path work) throws IOException, InterruptedException {
        return List.of(Helm.ofNoCluster(3, work), Helm.ofNoCluster(4, work));
    }

    /// The name of the program.
    String program() {
        return helm.program().getFileName().toString();
    }

    /// Copies the sample and the library chart, and lets Helm put the one into the other.
    static AppChart sample(Helm helm) throws IOException, InterruptedException {
        Path charts = Files.createTempDirectory(helm.work(), "charts");
        Folders.copy(FOLDER.getParent(), charts);
        var chart = new AppChart(helm, charts.resolve(SAMPLE));
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
        return helm.ok(arguments);
    }

    /// Runs Helm.
    Run run(String... arguments) throws IOException, InterruptedException {
        Helm.Run run = helm.run(arguments);
        return new Run(run.exit(), run.errors() + run.output());
    }
}
