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

/// `observe`: what became of the Pods.
@Command(
        name = "observe",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Tells what became of the Pods' migrations, until it is told to stop: as Events of the"
                    + " Pods and of their workloads, as metrics, and in the status of each policy,"
                    + " which also says whether its newest version is in force, which values hold"
                    + " and who set them.",
            "",
            "It sees Pods, which serve does not: give it a ServiceAccount of its own. Several at"
                    + " once write the same; each counts for itself."
        })
final class Observe implements Callable<Integer> {
    /// Kubernetes' own listing of Pods is not cheaper for being done more often.
    private static final Duration SURVEYS = Duration.ofMinutes(5);

    @Mixin private ClusterOptions cluster;
    @Mixin private BuiltInOptions builtIn;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "port of the metrics for Prometheus, http://…/metrics, and of the probes /livez"
                            + " and /readyz, 0 for a free one (default: none are served)")
    private Integer metricsPort;

    @Option(
            names = "--events",
            paramLabel = "written|off",
            defaultValue = "written",
            description =
                    "whether Events are written (${COMPLETION-CANDIDATES}; default:"
                            + " ${DEFAULT-VALUE})")
    private Observer.Events events;

    @Mixin private LogOptions log;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        checkPort();
        Logger logger = log.logger(Observe.class);
        KubernetesClient client =
                cluster.open()
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "There is no cluster to observe: name one with"
                                                + " --kubeconfig, or run this inside of one."));
        var metrics = new ObserverMetrics();
        Store store = Store.start(client, builtIn.layer());
        var settings =
                new Observer.Settings(cluster.namespace(), events, SURVEYS, Clock.systemUTC());
        Observer observer = Observer.start(client, store, settings, metrics);
        Vertx vertx = Vertx.vertx();
        var ended = new CountDownLatch(1);
        LogOptions.atEnd(() -> {
            vertx.close().await();
            observer.close();
            store.close();
            client.close();
            ended.countDown();
        });
        return serve(vertx, observer, metrics, logger) ? await(ended) : 1;
    }

    private boolean serve(Vertx vertx, Observer observer, ObserverMetrics metrics, Logger logger) {
        try {
            if (metricsPort != null) {
                var server =
                        new MetricsServer(
                                () -> metrics.scrape(observer.overview()),
                                Map.of("/livez", observer::hanging, "/readyz", observer::missing));
                int its = server.start(vertx, host, metricsPort).await();
                logger.atInfo().addKeyValue("port", its).log("metrics");
            }
            logger.info("observing");
            return true;
        } catch (Exception e) { // await() throws what the server failed with, checked or not
            System.err.printf(
                    "migrate-webhook: cannot listen on %s port %d: %s%n",
                    host, metricsPort, e.getMessage());
            return false;
        }
    }

    private static int await(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void checkPort() {
        if (metricsPort != null && (metricsPort < 0 || metricsPort > 65535)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--metrics-port " + metricsPort + " is not between 0 and 65535");
        }
    }
}
