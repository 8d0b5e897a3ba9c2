package io.migrate.benchmarks;

import io.migrate.benchmarks.apiserver.ApiServer;
import io.migrate.benchmarks.engine.Engine;
import io.migrate.benchmarks.migrator.Migrator;
import io.migrate.benchmarks.node.NodePods;
import io.migrate.benchmarks.policies.Policies;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Results;
import io.migrate.benchmarks.report.Table;
import io.migrate.benchmarks.rollout.Rollout;
import io.migrate.benchmarks.server.WebhookServerPart;
import io.migrate.benchmarks.start.Start;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// Runs the selected parts, prints a table and writes `results.json`. `benchmarks/run` starts it in
/// the root of the repository.
@Command(name = "benchmarks/run")
public final class Main implements Callable<Integer> {
    private static final List<Part> PARTS =
            List.of(
                    new Engine(),
                    new WebhookServerPart(),
                    new ApiServer(),
                    new Start(),
                    new Policies(),
                    new Migrator(),
                    new Rollout(),
                    new NodePods());

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--only", split = ",")
    private List<String> only = List.of();

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    private Main() {}

    static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        checkNames();
        Path root = Path.of("").toAbsolutePath();
        RunMode mode = quick ? RunMode.QUICK : RunMode.FULL;
        PrintStream progress = System.err;
        var figures = new ArrayList<Figure>();
        var failed = new ArrayList<String>();
        for (Part part : PARTS) {
            if (only.isEmpty() || only.contains(part.name())) {
                progress.println(part.name() + ": " + part.question());
                long start = System.nanoTime();
                Path work = Files.createTempDirectory("migrate-io-" + part.name());
                try {
                    figures.addAll(part.measure(new BenchmarkContext(mode, root, work, progress)));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return CommandLine.ExitCode.SOFTWARE;
                } catch (Exception e) { // the other parts still run
                    failed.add(part.name());
                    e.printStackTrace(progress);
                } finally {
                    delete(work);
                }
                progress.println(
                        "  " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
            }
        }
        Results.write(root.resolve("benchmarks/target/results.json"), figures);
        System.out.print(Table.of(figures));
        if (!failed.isEmpty()) {
            progress.println("failed to measure: " + String.join(", ", failed));
            return CommandLine.ExitCode.SOFTWARE;
        }
        return CommandLine.ExitCode.OK;
    }

    private void checkNames() {
        List<String> names = PARTS.stream().map(Part::name).toList();
        only.stream()
                .filter(each -> !names.contains(each))
                .findFirst()
                .ifPresent(each -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--only: value \"%s\" is not one of %s"
                                    .formatted(each, String.join(", ", names)));
                });
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (var tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
