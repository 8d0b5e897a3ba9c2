package io.migrate.benchmarks.engine;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;
import io.migrate.webhook.admission.ReviewBenchmark;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Measures the time of an injection compared with only reading the Pod, how the difference grows
/// with the Pod, and the time of a whole answer.
public final class Engine implements Part {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double KIB = 1024;

    /// For the answer to a review with the smallest Pod, on one core.
    private static final double ANSWER_MICROS = 350;

    /// Options from `webhook/image/java.options`, and a heap for the largest Pods.
    private static final String[] SHIPPED = {
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g"
    };

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String question() {
        return "What does a patch cost beyond reading the Pod once, does that grow with the Pod,"
                + " and what does a whole answer cost?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws RunnerException {
        Collection<RunResult> results =
                new Runner(
                                mode(context.mode())
                                        .include("^" + InjectionBenchmark.class.getName() + "\\.")
                                        .addProfiler(GCProfiler.class)
                                        .include("^" + ReviewBenchmark.class.getName() + "\\.")
                                        .param("policies", policies(context))
                                        .jvmArgs(SHIPPED)
                                        // A log line for each review is not part of the answer.
                                        .jvmArgsAppend(
                                                "-Dlogback.configurationFile=" + log(context))
                                        .output(context.work().resolve("jmh.log").toString())
                                        .build())
                        .run();
        var figures = new ArrayList<Figure>();
        for (PodShape each : PodShape.values()) {
            Result<?> whole = find(results, "patch", each).getPrimaryResult();
            Result<?> reading = find(results, "read", each).getPrimaryResult();
            figures.add(
                    Figure.of("engine/" + each.text() + "/time", sample(whole), "µs")
                            .against("reading it", sample(reading)));
            figures.add(
                    Figure.of(
                                    "engine/" + each.text() + "/allocated",
                                    allocated(results, "patch", each),
                                    "KiB")
                            .against("reading it", allocated(results, "read", each)));
        }
        for (PodShape each : PodShape.values()) {
            figures.add(
                    Figure.of(
                                    "engine/" + each.text() + "/beyond reading",
                                    beyond(results, each),
                                    "µs")
                            .against(PodShape.KIB_2.text(), beyond(results, PodShape.KIB_2)));
        }
        figures.addAll(answers(results));
        return figures;
    }

    private static String policies(BenchmarkContext context) {
        return context.root().resolve("manifests/samples/web-shop").toString();
    }

    private static Path log(BenchmarkContext context) {
        return context.root().resolve("benchmarks/logback.xml");
    }

    /// The first one is of the smallest Pod.
    private static List<Figure> answers(Collection<RunResult> results) {
        var figures = new ArrayList<Figure>();
        for (int size : List.of(4, 18)) {
            Result<?> answer = find(results, "answer", "size", "" + size).getPrimaryResult();
            Figure figure =
                    Figure.of(
                            "engine/%d KiB/reading, deciding and writing".formatted(size),
                            sample(answer),
                            "µs");
            figures.add(figures.isEmpty() ? figure.aiming(new Aim.AtMost(ANSWER_MICROS)) : figure);
        }
        return figures;
    }

    private static ChainedOptionsBuilder mode(RunMode mode) {
        var options = new OptionsBuilder();
        return switch (mode) {
            case QUICK ->
                    options.forks(0)
                            .warmupIterations(1)
                            .warmupTime(TimeValue.milliseconds(200))
                            .measurementIterations(2)
                            .measurementTime(TimeValue.milliseconds(200));
            case FULL ->
                    options.forks(1)
                            .warmupIterations(4)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(7)
                            .measurementTime(TimeValue.seconds(1));
        };
    }

    private static RunResult find(Collection<RunResult> results, String method, PodShape shape) {
        return find(results, method, "shape", shape.name());
    }

    private static RunResult find(
            Collection<RunResult> results, String method, String parameter, String value) {
        return results.stream()
                .filter(each ->
                        each.getParams().getBenchmark().endsWith("." + method)
                                && each.getParams().getParam(parameter).equals(value))
                .findFirst()
                .orElseThrow();
    }

    private static Sample sample(Result<?> result) {
        var statistics = result.getStatistics();
        return new Sample(statistics.getPercentile(50), statistics.getMin(), statistics.getMax());
    }

    private static Sample allocated(Collection<RunResult> results, String method, PodShape shape) {
        Sample bytes = sample(find(results, method, shape).getSecondaryResults().get(ALLOCATED));
        return new Sample(bytes.median() / KIB, bytes.low() / KIB, bytes.high() / KIB);
    }

    /// The difference of two medians.
    private static Sample beyond(Collection<RunResult> results, PodShape shape) {
        return Sample.of(
                sample(find(results, "patch", shape).getPrimaryResult()).median()
                        - sample(find(results, "read", shape).getPrimaryResult()).median());
    }
}
