package io.migrate.benchmarks.start;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Effort;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.cluster.Site;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.Shipped;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.benchmarks.report.Figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// `serve` in a cluster that knows the webhook already, as in a rolling update: the authority is in
/// its Secret, the caBundle is in place.
public final class Start implements Part {
    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "from the start of the webhook's process to the first Ready, with the AOT cache and"
                + " without";
    }

    @Override
    public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
        Shipped shipped = Shipped.webhook(bench.root());
        WebhookCache.make(shipped, bench.root());
        Program cached = shipped.program();
        Program plain = cached.with("JDK_JAVA_OPTIONS", "-XX:AOTMode=off");
        Measure measure = Measure.in(bench.work());
        List<Share> shares = shares(bench.effort());
        Map<Share, Starts> with = starts(shares);
        Map<Share, Starts> without = starts(shares);
        // Nothing is created, so nobody calls the webhook.
        try (Site site = Site.start(bench.work(), 1)) {
            String[] arguments = {"--kubeconfig=" + site.kubeconfig(), "--port=0"};
            Starts.once(measure, cached, Share.ALL, arguments).close();
            for (int i = 0; i < rounds(bench.effort()); i++) {
                for (Share share : shares) {
                    with.get(share).add(Starts.once(measure, cached, share, arguments));
                    without.get(share).add(Starts.once(measure, plain, share, arguments));
                }
                bench.say("round %d of %d".formatted(i + 1, rounds(bench.effort())));
            }
        }
        var figures = new ArrayList<Figure>();
        for (Share share : shares) {
            figures.addAll(with.get(share).figures("start/" + word(share), without.get(share)));
        }
        return figures;
    }

    private static int rounds(Effort effort) {
        return switch (effort) {
            case QUICK -> 1;
            case FULL -> 3;
        };
    }

    private static List<Share> shares(Effort effort) {
        return switch (effort) {
            case QUICK -> List.of(Share.CORE);
            case FULL -> List.of(Share.CORE, Share.HALF);
        };
    }

    private static Map<Share, Starts> starts(List<Share> shares) {
        var all = new EnumMap<Share, Starts>(Share.class);
        shares.forEach(each -> all.put(each, new Starts()));
        return all;
    }

    private static String word(Share share) {
        return share == Share.CORE ? "one-core" : "half-a-core";
    }
}
