package io.migrate.webhook.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.store.Store;
import io.migrate.webhook.tls.ClusterCertificate;
import io.migrate.webhook.tls.ClusterCertificateSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// A training run covers what a start does only if the start gets to its end.
class TrainingStartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aReplicaFindsWhatItNeeds(@TempDir Path folder) throws Exception {
        try (ApiServer server = ApiServer.start()) {
            server.describe(folder);
            try (KubernetesClient client = client(folder);
                    Store store = Store.start(client, Layer.builtIn("migrator"));
                    var certificate =
                            new ClusterCertificate(
                                    client,
                                    ClusterCertificateSettings.of(
                                            "migrate-io-system",
                                            "migrate-io-webhook-ca",
                                            List.of("localhost")),
                                    Clock.systemUTC())) {
                certificate.start(_ -> {});
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (System.nanoTime() < deadline
                        && (certificate.untrusted().isPresent() || store.snapshot().isEmpty())) {
                    Thread.sleep(20);
                }
                assertThat(certificate.invalid()).isEmpty();
                assertThat(certificate.untrusted()).isEmpty();
                assertThat(store.snapshot()).isPresent();
                assertThat(store.policies()).as("one of each kind").hasSize(2);
            }
        }
    }

    private static KubernetesClient client(Path folder) throws IOException {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder()
                                .withMasterUrl(
                                        "https://127.0.0.1:"
                                                + Files.readString(folder.resolve("port")))
                                .withCaCertFile(folder.resolve("ca.crt").toString())
                                .withOauthToken(Files.readString(folder.resolve("token")))
                                .build())
                .build();
    }
}
