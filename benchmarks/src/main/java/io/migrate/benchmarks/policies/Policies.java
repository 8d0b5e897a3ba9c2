package io.migrate.benchmarks.policies;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Quantiles;
import io.migrate.benchmarks.cluster.TestCluster;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.ShippedImage;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Measures memory, startup time and latency of a replica by the number of policies. Latencies are
/// compared with a replica that has one policy from a file, measured at the same time.
public final class Policies implements Part {
    private static final String PEER = "one policy, from a file";
    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
    private static final long SETTLE_MILLIS = 2_000;

    /// The amount of measurement.
    private record Size(List<Integer> namespaces, int starts, int edits, int reviews, int rounds) {}

    @Override
    public String name() {
        return "policies";
    }

    @Override
    public String question() {
        return "How do memory, startup, policy edits and latency of a replica change with the"
                + " number of policies?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context)
            throws IOException, InterruptedException, ExecutionException {
        ShippedImage shipped = ShippedImage.webhook(context.root());
        WebhookCache.make(shipped, context.root());
        Measure measure = Measure.in(context.work());
        Size size = size(context.mode());
        Path file = Files.createDirectories(context.work().resolve("policies"));
        Files.writeString(file.resolve("policy.yaml"), Namespaces.policy(0));
        var figures = new ArrayList<Figure>();
        try (TestCluster cluster = TestCluster.start(context.work(), 1);
                Api api = Api.of(cluster.cluster().client().getConfiguration());
                Webhook one =
                        Webhook.ready(
                                measure,
                                shipped.program(),
                                Share.ALL,
                                "--policies=" + file,
                                "--port=0")) {
            new ReviewClient(one, 1).round(size.reviews());
            var namespaces = new Namespaces(api);
            int known = 0;
            for (int each : size.namespaces()) {
                long start = System.nanoTime();
                namespaces.grow(known, each);
                known = each;
                context.log(
                        "%d namespaces created in %.0f s"
                                .formatted(each, (System.nanoTime() - start) / 1e9));
                figures.addAll(at(each, size, measure, shipped, cluster, namespaces, one));
            }
        }
        return figures;
    }

    private static List<Figure> at(
            int count,
            Size size,
            Measure measure,
            ShippedImage shipped,
            TestCluster cluster,
            Namespaces namespaces,
            Webhook one)
            throws IOException, InterruptedException {
        var samples = new Samples();
        for (int i = 0; i < size.starts(); i++) {
            try (Webhook webhook =
                    Webhook.ready(
                            measure,
                            shipped.program(),
                            Share.ALL,
                            "--kubeconfig=" + cluster.kubeconfig(),
                            "--port=0")) {
                samples.started(webhook);
                if (i == size.starts() - 1) {
                    samples.reviewed(size, new ReviewClient(webhook, count), one);
                    samples.edited(size, new ReviewClient(webhook, count), namespaces);
                    samples.rss.add(webhook.process().peakMiB());
                }
            }
        }
        return samples.figures("policies/" + count);
    }

    /// The measurements for one number of policies.
    private static final class Samples {
        private final List<Double> ready = new ArrayList<>();
        private final List<Double> rss = new ArrayList<>();
        private final List<Double> heap = new ArrayList<>();
        private final List<Double> edits = new ArrayList<>();
        private final List<Quantiles> own = new ArrayList<>();
        private final List<Quantiles> peers = new ArrayList<>();

        void started(Webhook webhook) throws IOException, InterruptedException {
            ready.add(webhook.readyMillis());
            Thread.sleep(SETTLE_MILLIS);
            rss.add(webhook.process().rssMiB());
            heap.add(webhook.sum(HEAP) / (1 << 20));
        }

        void reviewed(Size size, ReviewClient client, Webhook one)
                throws IOException, InterruptedException {
            client.round(size.reviews());
            for (int round = 0; round < size.rounds(); round++) {
                own.add(client.round(size.reviews()));
                peers.add(new ReviewClient(one, 1).round(size.reviews()));
            }
        }

        void edited(Size size, ReviewClient client, Namespaces namespaces)
                throws IOException, InterruptedException {
            for (int edit = 0; edit < size.edits(); edit++) {
                String secret = "edited-" + edit;
                long start = System.nanoTime();
                namespaces.edit(0, secret);
                client.await(0, secret);
                edits.add((System.nanoTime() - start) / 1e6);
            }
            namespaces.edit(0, Namespaces.secret(0));
        }

        List<Figure> figures(String name) {
            return List.of(
                    Figure.of(name + "/ready", Sample.of(ready), "ms"),
                    Figure.of(name + "/rss", Sample.of(rss), "MiB")
                            .aiming(new Aim.AtMost(Webhook.MEMORY)),
                    Figure.of(name + "/heap", Sample.of(heap), "MiB"),
                    Figure.of(name + "/edit", Sample.of(edits), "ms"),
                    Figure.of(name + "/p50", p50(own), "ms")
                            .against(PEER, p50(peers))
                            .aiming(new Aim.RatioAtMost(1.2)),
                    Figure.of(name + "/p99", p99(own), "ms").against(PEER, p99(peers)));
        }
    }

    private static Sample p50(List<Quantiles> rounds) {
        return Sample.of(rounds.stream().map(Quantiles::p50).toList());
    }

    private static Sample p99(List<Quantiles> rounds) {
        return Sample.of(rounds.stream().map(Quantiles::p99).toList());
    }

    private static Size size(RunMode mode) {
        return switch (mode) {
            case QUICK -> new Size(List.of(1, 50), 1, 2, 100, mode.rounds());
            case FULL -> new Size(List.of(1, 1_000, 10_000), 3, 10, 2_000, 7);
        };
    }
}
