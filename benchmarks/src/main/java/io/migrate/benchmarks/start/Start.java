package io.migrate.benchmarks.start;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.cluster.TestCluster;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.ShippedImage;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.benchmarks.report.Figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Measures the start of `serve` in a cluster with an installed webhook, as in a rolling update:
/// the authority is in its Secret, and the caBundle is set.
public final class Start implements Part {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "How long does the webhook take from its start to readiness, with and without the"
                + " AOT cache?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws IOException, InterruptedException {
        ShippedImage shipped = ShippedImage.webhook(context.root());
        WebhookCache.make(shipped, context.root());
        Program cached = shipped.program();
        Program plain = cached.with("JDK_JAVA_OPTIONS", "-XX:AOTMode=off");
        Measure measure = Measure.in(context.work());
        List<Share> shares = shares(context.mode());
        Map<Share, StartSamples> with = starts(shares);
        Map<Share, StartSamples> without = starts(shares);
        // No objects are created, so the API server never calls the webhook.
        try (TestCluster cluster = TestCluster.start(context.work(), 1)) {
            String[] arguments = {"--kubeconfig=" + cluster.kubeconfig(), "--port=0"};
            StartSamples.once(measure, cached, Share.ALL, arguments).close();
            for (int i = 0; i < rounds(context.mode()); i++) {
                for (Share share : shares) {
                    with.get(share).add(StartSamples.once(measure, cached, share, arguments));
                    without.get(share).add(StartSamples.once(measure, plain, share, arguments));
                }
                context.log("round %d of %d".formatted(i + 1, rounds(context.mode())));
            }
        }
        var figures = new ArrayList<Figure>();
        for (Share share : shares) {
            figures.addAll(with.get(share).figures("start/" + word(share), without.get(share)));
        }
        return figures;
    }

    private static int rounds(RunMode mode) {
        return switch (mode) {
            case QUICK -> 1;
            case FULL -> 3;
        };
    }

    private static List<Share> shares(RunMode mode) {
        return switch (mode) {
            case QUICK -> List.of(Share.CORE);
            case FULL -> List.of(Share.CORE, Share.HALF);
        };
    }

    private static Map<Share, StartSamples> starts(List<Share> shares) {
        var all = new EnumMap<Share, StartSamples>(Share.class);
        shares.forEach(each -> all.put(each, new StartSamples()));
        return all;
    }

    private static String word(Share share) {
        return share == Share.CORE ? "one-core" : "half-a-core";
    }
}
