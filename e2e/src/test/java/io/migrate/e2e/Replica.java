package io.migrate.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.migrate.certs.Lifetimes;
import io.migrate.webhook.admission.Readiness;
import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.tls.Certificate;
import io.migrate.webhook.tls.ClusterCertificate;
import io.migrate.webhook.tls.ClusterCertificateSettings;
import io.migrate.webhook.tls.Identity;
import io.migrate.webhook.tls.SelfSigned;
import io.vertx.core.Vertx;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A replica in this process, with a configurable clock and lifetimes.
final class Replica implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final KubernetesClient client;
    private final ClusterCertificate certificate;
    private final List<Identity> presented = new CopyOnWriteArrayList<>();
    private final int port;

    Replica(String kubeconfig, Lifetimes terms, InstantSource clock) {
        client =
                new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
        List<String> names =
                List.of("127.0.0.1", "localhost", "migrate-io-webhook.migrate-io-system.svc");
        certificate =
                new ClusterCertificate(
                        client,
                        new ClusterCertificateSettings(
                                Installation.NAMESPACE,
                                Installation.SECRET,
                                Installation.MUTATING,
                                Installation.VALIDATING,
                                names,
                                terms),
                        clock);
        var first = SelfSigned.create(names, Clock.systemUTC()).identity();
        var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
        var server =
                new WebhookServer(
                        new WebhookServer.Settings("127.0.0.1", 0, first.chain(), first.key()),
                        () -> Optional.of(ClusterSnapshot.of(policies)),
                        Readiness.of(
                                List.of(new Readiness.Gate("certificate", certificate::invalid)),
                                List.of(new Readiness.Gate("caBundle", certificate::untrusted))),
                        _ -> {});
        port = server.start(vertx).await();
        server.warmUp(vertx).await();
        certificate.start(identity -> {
            server.present(identity.chain(), identity.key())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            presented.add(identity);
        });
    }

    int port() {
        return port;
    }

    /// The replica's certificate.
    Certificate certificate() {
        return certificate;
    }

    /// Every identity so far; the last one is served.
    List<Identity> presented() {
        return presented;
    }

    boolean isReady() {
        return ServiceProxy.readiness(port).startsWith("HTTP/1.1 200");
    }

    @Override
    public void close() {
        certificate.close();
        client.close();
        vertx.close().await();
    }
}
