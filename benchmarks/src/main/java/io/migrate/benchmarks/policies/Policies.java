package io.migrate.benchmarks.policies;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Effort;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Quantiles;
import io.migrate.benchmarks.cluster.Site;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.Shipped;
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

/// Memory, time and latency of a replica by the number of policies. Latencies are compared with a
/// replica of the same moment that knows one policy, from a file.
public final class Policies implements Part {
    private static final String PEER = "one policy, from a file";
    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
    private static final long SETTLE_MILLIS = 2_000;

    /// What is made.
    private record Size(List<Integer> namespaces, int starts, int edits, int reviews, int rounds) {}

    @Override
    public String name() {
        return "policies";
    }

    @Override
    public String question() {
        return "a replica in clusters of many namespaces with a policy each: memory, start, edits,"
                + " latency";
    }

    @Override
    public List<Figure> measure(Bench bench)
            throws IOException, InterruptedException, ExecutionException {
        Shipped shipped = Shipped.webhook(bench.root());
        WebhookCache.make(shipped, bench.root());
        Measure measure = Measure.in(bench.work());
        Size size = size(bench.effort());
        Path file = Files.createDirectories(bench.work().resolve("policies"));
        Files.writeString(file.resolve("policy.yaml"), Namespaces.policy(0));
        var figures = new ArrayList<Figure>();
        try (Site site = Site.start(bench.work(), 1);
                Api api = Api.of(site.cluster().client().getConfiguration());
                Webhook one =
                        Webhook.ready(
                                measure,
                                shipped.program(),
                                Share.ALL,
                                "--policies=" + file,
                                "--port=0")) {
            new Asking(one, 1).round(size.reviews());
            var namespaces = new Namespaces(api);
            int known = 0;
            for (int each : size.namespaces()) {
                long start = System.nanoTime();
                namespaces.grow(known, each);
                known = each;
                bench.say(
                        "%d namespaces made in %.0f s"
                                .formatted(each, (System.nanoTime() - start) / 1e9));
                figures.addAll(at(each, size, measure, shipped, site, namespaces, one));
            }
        }
        return figures;
    }

    private static List<Figure> at(
            int count,
            Size size,
            Measure measure,
            Shipped shipped,
            Site site,
            Namespaces namespaces,
            Webhook one)
            throws IOException, InterruptedException {
        var ready = new ArrayList<Double>();
        var rss = new ArrayList<Double>();
        var heap = new ArrayList<Double>();
        var edits = new ArrayList<Double>();
        var its = new ArrayList<Quantiles>();
        var peers = new ArrayList<Quantiles>();
        for (int i = 0; i < size.starts(); i++) {
            try (Webhook webhook =
                    Webhook.ready(
                            measure,
                            shipped.program(),
                            Share.ALL,
                            "--kubeconfig=" + site.kubeconfig(),
                            "--port=0")) {
                ready.add(webhook.readyMillis());
                Thread.sleep(SETTLE_MILLIS);
                rss.add(webhook.process().rssMiB());
                heap.add(webhook.sum(HEAP) / (1 << 20));
                if (i == size.starts() - 1) {
                    var asking = new Asking(webhook, count);
                    asking.round(size.reviews());
                    for (int round = 0; round < size.rounds(); round++) {
                        its.add(asking.round(size.reviews()));
                        peers.add(new Asking(one, 1).round(size.reviews()));
                    }
                    for (int edit = 0; edit < size.edits(); edit++) {
                        String secret = "edited-" + edit;
                        long start = System.nanoTime();
                        namespaces.edit(0, secret);
                        asking.await(0, secret);
                        edits.add((System.nanoTime() - start) / 1e6);
                    }
                    namespaces.edit(0, Namespaces.secret(0));
                    rss.add(webhook.process().peakMiB());
                }
            }
        }
        String name = "policies/" + count;
        return List.of(
                Figure.of(name + "/ready", Sample.of(ready), "ms"),
                Figure.of(name + "/rss", Sample.of(rss), "MiB")
                        .aiming(new Aim.AtMost(Webhook.MEMORY)),
                Figure.of(name + "/heap", Sample.of(heap), "MiB"),
                Figure.of(name + "/edit", Sample.of(edits), "ms"),
                Figure.of(name + "/p50", p50(its), "ms")
                        .against(PEER, p50(peers))
                        .aiming(new Aim.RatioAtMost(1.2)),
                Figure.of(name + "/p99", p99(its), "ms").against(PEER, p99(peers)));
    }

    private static Sample p50(List<Quantiles> rounds) {
        return Sample.of(rounds.stream().map(Quantiles::p50).toList());
    }

    private static Sample p99(List<Quantiles> rounds) {
        return Sample.of(rounds.stream().map(Quantiles::p99).toList());
    }

    private static Size size(Effort effort) {
        return switch (effort) {
            case QUICK -> new Size(List.of(1, 50), 1, 2, 100, effort.rounds());
            case FULL -> new Size(List.of(1, 1_000, 10_000), 3, 10, 2_000, 7);
        };
    }
}
