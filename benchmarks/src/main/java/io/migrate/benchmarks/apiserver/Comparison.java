package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.TestCluster;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.report.Aim;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// Creates all kinds of Pod in turn, first sequentially and then concurrently.
///
/// @param webhook the configured webhook
/// @param log receives progress messages
record Comparison(TestCluster cluster, Creation creation, Webhook webhook, Consumer<String> log) {
    private static final int AT_A_TIME = 8;
    private static final String PEER = "no webhook";

    /// The number of Pods.
    ///
    /// @param alone sequentially created Pods per round
    /// @param together concurrently created Pods per round
    record Size(int rounds, int alone, int together) {}

    List<Figure> figures(Size size) throws IOException, InterruptedException, ExecutionException {
        var toggle = new WebhookToggle(cluster);
        toggle.set(false);
        toggle.set(true);
        for (Kind each : Kind.values()) {
            toggle.set(each.isConfigured());
            creation.round(each, size.together(), AT_A_TIME);
        }
        var all = new EnumMap<Kind, Rounds>(Kind.class);
        var cpu = new ArrayList<Double>();
        double unexpectedReviews = 0;
        for (int i = 0; i < size.rounds(); i++) {
            var order = new ArrayList<>(List.of(Kind.values()));
            if (i % 2 == 1) {
                Collections.reverse(order);
            }
            for (Kind each : order) {
                toggle.set(each.isConfigured());
                Rounds own = all.computeIfAbsent(each, _ -> new Rounds());
                long asked = webhook.asked();
                double before = webhook.process().cpuMillis();
                own.alone(creation.round(each, size.alone(), 1));
                own.together(creation.round(each, size.together(), AT_A_TIME));
                double took = webhook.process().cpuMillis() - before;
                asked = webhook.asked() - asked;
                if (each == Kind.OURS) {
                    check(asked, size.alone() + size.together());
                    cpu.add(took / asked);
                } else {
                    unexpectedReviews += asked;
                }
            }
            log.accept("round %d of %d".formatted(i + 1, size.rounds()));
        }
        toggle.set(true);
        return figures(all, Sample.of(cpu), unexpectedReviews);
    }

    private static void check(long asked, int pods) throws IOException {
        if (asked != pods) {
            throw new IOException(pods + " Pods, but the webhook was called " + asked + " times");
        }
    }

    private static List<Figure> figures(
            Map<Kind, Rounds> all, Sample cpu, double unexpectedReviews) {
        Rounds none = all.get(Kind.NONE);
        var figures = new ArrayList<Figure>();
        for (Kind each : List.of(Kind.OURS, Kind.OTHERS)) {
            Rounds own = all.get(each);
            String name = "apiserver/" + each.word();
            Figure p50 = Figure.of(name + "/p50", own.p50(), "ms").against(PEER, none.p50());
            figures.add(each == Kind.OTHERS ? p50.aiming(new Aim.RatioAtMost(1.05)) : p50);
            figures.add(Figure.of(name + "/p99", own.p99(), "ms").against(PEER, none.p99()));
            figures.add(
                    Figure.of(name + "/throughput", own.perSecond(), "1/s")
                            .against(PEER, none.perSecond()));
        }
        figures.add(Figure.of("apiserver/ours/added", all.get(Kind.OURS).above(none), "ms"));
        figures.add(Figure.of("apiserver/ours/cpu", cpu, "ms"));
        figures.add(
                Figure.of("apiserver/others/asked", Sample.of(unexpectedReviews), "reviews")
                        .aiming(new Aim.AtMost(0)));
        return figures;
    }
}
