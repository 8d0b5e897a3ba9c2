package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.TestCluster;
import io.migrate.benchmarks.cluster.Webhook;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.machine.ShippedImage;
import io.migrate.benchmarks.machine.WebhookCache;
import io.migrate.benchmarks.report.Figure;
import io.migrate.e2e.ServiceProxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Measures the time to create a Pod, and the webhook's part of it. The API server, etcd, the
/// webhook and the client share the machine.
public final class ApiServer implements Part {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(500);

    @Override
    public String name() {
        return "apiserver";
    }

    @Override
    public String question() {
        return "How long does creating Pods through a real API server take: without a webhook, with"
                + " the webhook, for other Pods, and in bursts?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context)
            throws IOException, InterruptedException, ExecutionException {
        ShippedImage shipped = ShippedImage.webhook(context.root());
        WebhookCache.make(shipped, context.root());
        Measure measure = Measure.in(context.work());
        var figures = new ArrayList<Figure>();
        try (ServiceProxy proxy = new ServiceProxy(PROBE_PERIOD);
                TestCluster cluster = TestCluster.start(context.work(), proxy.port());
                Api api = Api.of(cluster.cluster().client().getConfiguration());
                Webhook first = replica(measure, shipped, cluster)) {
            proxy.add(first.port());
            var creation = new Creation(api);
            figures.addAll(
                    new Comparison(cluster, creation, first, context::log)
                            .figures(size(context.mode())));
            try (Webhook second = replica(measure, shipped, cluster)) {
                proxy.add(second.port());
                figures.addAll(
                        new Bursts(proxy, creation, List.of(first, second))
                                .figures(context.mode()));
            }
        }
        return figures;
    }

    private static Webhook replica(Measure measure, ShippedImage shipped, TestCluster cluster)
            throws IOException, InterruptedException {
        return Webhook.ready(
                measure,
                shipped.program(),
                Share.ALL,
                "--kubeconfig=" + cluster.kubeconfig(),
                "--port=0");
    }

    private static Comparison.Size size(RunMode mode) {
        return switch (mode) {
            case QUICK -> new Comparison.Size(mode.rounds(), 50, 100);
            case FULL -> new Comparison.Size(mode.rounds(), 200, 600);
        };
    }
}
