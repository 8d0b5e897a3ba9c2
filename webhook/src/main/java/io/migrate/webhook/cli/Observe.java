package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.metrics.MetricsServer;
import io.migrate.webhook.metrics.ObserverMetrics;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.store.Store;
import io.vertx.core.Vertx;

import org.slf4j.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `observe`: reports the state of migrations.
@Command(
        name = "observe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Reports the state of migrations until it is stopped: as Events of Pods and of their"
                    + " workloads, as metrics, and in the status of each policy, which also shows"
                    + " whether the latest version of the policy is in force, and which values"
                    + " apply and where they come from.",
            "",
            "Unlike serve, it reads Pods: give it a separate ServiceAccount. Several instances"
                    + " write the same Events and statuses; each counts its own metrics."
        })
final class Observe implements Callable<Integer> {
    /// Listing all Pods is expensive for API servers, however often it is done.
    private static final Duration SURVEYS = Duration.ofMinutes(5);

    @Mixin private ClusterOptions cluster;
    @Mixin private BuiltInOptions builtIn;
    @Mixin private ListenOptions listen;

    @Option(
            names = "--events",
            paramLabel = "written|off",
            defaultValue = "written",
            description =
                    "whether to write Events (${COMPLETION-CANDIDATES}; default:"
                            + " ${DEFAULT-VALUE})")
    private Observer.Events events;

    @Mixin private LogOptions log;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        listen.check();
        Logger logger = log.logger(Observe.class);
        KubernetesClient client =
                cluster.open()
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "No cluster to observe: specify one with --kubeconfig,"
                                                + " or run this command in a cluster."));
        var metrics = new ObserverMetrics();
        Store store = Store.start(client, builtIn.layer());
        var settings =
                new Observer.Settings(cluster.namespace(), events, SURVEYS, Clock.systemUTC());
        Observer observer = Observer.start(client, store, settings, metrics);
        Vertx vertx = Vertx.vertx();
        var ended = new CountDownLatch(1);
        LogOptions.atShutdown(() -> {
            vertx.close().await();
            observer.close();
            store.close();
            client.close();
            ended.countDown();
        });
        var server =
                new MetricsServer(
                        () -> metrics.scrape(observer.snapshot()),
                        Map.of("/livez", observer::hanging, "/readyz", observer::missing));
        if (!listen.serve(vertx, server, logger)) {
            return 1;
        }
        logger.info("observing");
        return await(ended);
    }

    private static int await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
