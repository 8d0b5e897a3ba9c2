package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.admission.Readiness;
import io.migrate.webhook.admission.ReservedPort;
import io.migrate.webhook.admission.Tls;
import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.metrics.MetricsServer;
import io.migrate.webhook.metrics.WebhookMetrics;
import io.migrate.webhook.tls.AuthorizedClients;
import io.migrate.webhook.tls.Certificate;
import io.migrate.webhook.tls.Identity;
import io.vertx.core.Vertx;

import org.slf4j.Logger;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// `serve`: the admission webhook.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Responds to AdmissionReviews over HTTPS until it is stopped.",
            "",
            "In a cluster, the replicas share a certificate authority in a Secret, sign their own"
                    + " certificates, renew both before they expire, and write the caBundle that"
                    + " API servers trust. Outside a cluster, the certificate is created at"
                    + " startup; --ca-file writes its authority for clients that must trust it."
        })
final class Serve implements Callable<Integer> {
    /// In seconds: the time that others take to start, and the time in which API servers notice.
    /// With what is under way at the end, it is less than the 30 s in which a Pod must terminate.
    private static final int IN_CLUSTER_DRAIN = 14;

    @Mixin private PolicySource policies;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "10250",
            description = "port to listen on, 0 for a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Mixin private ListenOptions listen;
    @Mixin private CertificateOptions certificates;
    @Mixin private ClientOptions clientOptions;
    @Mixin private ClusterOptions cluster;

    @Option(
            names = "--drain-seconds",
            paramLabel = "SECONDS",
            description =
                    "time to keep serving after SIGTERM; /readyz fails during the last 6 of them"
                            + " (default: 14 in a cluster, else 0)")
    private Integer drainSeconds;

    @Mixin private LogOptions logOptions;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        listen.check("--port", port);
        listen.check();
        Logger log = logOptions.logger(Serve.class);
        ReservedPort reserved;
        try {
            reserved = ReservedPort.open(listen.host(), port);
        } catch (IOException e) {
            listen.printFailure(port, e);
            return 1;
        }
        int exit = 1;
        try {
            exit = serve(reserved, log);
        } finally {
            if (exit != 0) {
                reserved.close();
            }
        }
        return exit;
    }

    private int serve(ReservedPort reserved, Logger log) throws IOException {
        Optional<KubernetesClient> client = cluster.open();
        PolicySource.Served served = policies.open(client);
        Supplier<Optional<ClusterSnapshot>> snapshots = served.snapshots();
        CertificateOptions.Choice choice = certificates.choose(client, cluster);
        Certificate certificate = choice.certificate();
        Identity first = choice.first().identity();
        Optional<AuthorizedClients> clients = clientOptions.clients();
        var readiness = readiness(certificate, clients, snapshots);
        var policy = clients.map(clientOptions::policy);
        var settings =
                new WebhookServer.Settings(listen.host(), port, first.chain(), first.key(), policy);
        var metrics = new WebhookMetrics(snapshots, served.isWatching(), certificate::stats);
        var server = new WebhookServer(settings, snapshots, readiness, metrics);
        Vertx vertx = WebhookServer.vertx(reserved);
        var service = new RunningServer(vertx, server, certificate, drain(client.isPresent()));
        LogOptions.atShutdown(service::end);
        clients.ifPresent(AuthorizedClients::start);
        try {
            log.atInfo()
                    .addKeyValue("port", service.start())
                    .addKeyValue("tls", Tls.here())
                    .log("listening");
        } catch (Exception e) { // await() throws what the server failed with, checked or not
            listen.printFailure(port, e);
            return 1;
        }
        // Not before: the first server gets the reserved port.
        return listen.serve(vertx, new MetricsServer(metrics::scrape), log) ? 0 : 1;
    }

    private static Readiness readiness(
            Certificate certificate,
            Optional<AuthorizedClients> clients,
            Supplier<Optional<ClusterSnapshot>> snapshots) {
        return Readiness.of(
                List.of(new Readiness.Gate("certificate", certificate::invalid)),
                List.of(
                        new Readiness.Gate("caBundle", certificate::untrusted),
                        new Readiness.Gate(
                                "client authorities",
                                () -> clients.flatMap(AuthorizedClients::missing)),
                        new Readiness.Gate("policies", () -> missing(snapshots))));
    }

    private Drain drain(boolean inCluster) {
        if (drainSeconds != null && drainSeconds < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--drain-seconds " + drainSeconds + " is negative; specify 0 or more");
        }
        return Drain.of(
                Duration.ofSeconds(
                        drainSeconds != null ? drainSeconds : inCluster ? IN_CLUSTER_DRAIN : 0));
    }

    private static Optional<String> missing(Supplier<Optional<ClusterSnapshot>> snapshots) {
        return snapshots.get().isPresent()
                ? Optional.empty()
                : Optional.of("not all are loaded yet");
    }
}
