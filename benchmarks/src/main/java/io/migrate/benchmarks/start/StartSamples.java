package io.migrate.benchmarks.start;

import io.migrate.benchmarks.cluster.Pods;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Measurements of repeated starts.
final class StartSamples {
    private static final String PEER = "without AOT cache";

    private final List<Double> millis = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> memory = new ArrayList<>();

    /// Starts the webhook and waits until it is ready.
    static Webhook once(Measure measure, Program program, Share share, String... arguments)
            throws IOException, InterruptedException {
        return Webhook.ready(measure, program, share, arguments);
    }

    /// Adds the measurements of a start and stops the webhook.
    void add(Webhook webhook) throws IOException, InterruptedException {
        try (webhook) {
            millis.add(webhook.readyMillis());
            cpu.add(webhook.process().cpuMillis());
            memory.add(webhook.process().rssMiB());
            if (!webhook.review(Pods.review("shop", Pods.annotated())).contains("\"patch\":")) {
                throw new IOException("ready, but does not inject:\n" + webhook.process().log());
            }
        }
    }

    List<Figure> figures(String name, StartSamples plain) {
        return List.of(
                figure(name + "/ready", millis, "ms", plain.millis),
                figure(name + "/cpu", cpu, "ms", plain.cpu),
                figure(name + "/rss", memory, "MiB", plain.memory));
    }

    private static Figure figure(String name, List<Double> own, String unit, List<Double> plain) {
        return Figure.of(name, Sample.of(own), unit).against(PEER, Sample.of(plain));
    }
}
