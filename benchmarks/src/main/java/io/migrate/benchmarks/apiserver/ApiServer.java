package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Effort;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Site;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.Shipped;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.benchmarks.report.Figure;
import io.migrate.e2e.ServiceProxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// What creating a Pod takes, and what we add to it. The API server, etcd, the webhook and the
/// client share the machine.
public final class ApiServer implements Part {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(500);

    @Override
    public String name() {
        return "apiserver";
    }

    @Override
    public String question() {
        return "Pods created through a real API server: without a webhook, with ours, with ours for"
                + " Pods of others, and in bursts";
    }

    @Override
    public List<Figure> measure(Bench bench)
            throws IOException, InterruptedException, ExecutionException {
        Shipped shipped = Shipped.webhook(bench.root());
        WebhookCache.make(shipped, bench.root());
        Measure measure = Measure.in(bench.work());
        var figures = new ArrayList<Figure>();
        try (ServiceProxy proxy = new ServiceProxy(PROBE_PERIOD);
                Site site = Site.start(bench.work(), proxy.port());
                Api api = Api.of(site.cluster().client().getConfiguration());
                Webhook first = replica(measure, shipped, site)) {
            proxy.add(first.port());
            var creation = new Creation(api);
            figures.addAll(
                    new Comparison(site, creation, first, bench::say)
                            .figures(size(bench.effort())));
            try (Webhook second = replica(measure, shipped, site)) {
                proxy.add(second.port());
                figures.addAll(
                        new Bursts(proxy, creation, List.of(first, second))
                                .figures(bench.effort()));
            }
        }
        return figures;
    }

    private static Webhook replica(Measure measure, Shipped shipped, Site site)
            throws IOException, InterruptedException {
        return Webhook.ready(
                measure,
                shipped.program(),
                Share.ALL,
                "--kubeconfig=" + site.kubeconfig(),
                "--port=0");
    }

    private static Comparison.Size size(Effort effort) {
        return switch (effort) {
            case QUICK -> new Comparison.Size(effort.rounds(), 50, 100);
            case FULL -> new Comparison.Size(effort.rounds(), 200, 600);
        };
    }
}
