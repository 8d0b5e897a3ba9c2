package io.migrate.webhook.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.admission.RawConnection;
import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A certificate in a mounted Secret, replaced as kubelet does it, and the certificate that a real
/// server presents.
class MountedCertificateTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path volume;
    private final Vertx vertx = Vertx.vertx();
    private MountedCertificate certificate;
    private int port;
    private int versions;

    @BeforeEach
    void start() {
        certificate = new MountedCertificate(volume, Clock.systemUTC());
        Identity first = identity("first");
        var policies = Policies.of(Layer.builtIn("ghcr.io/migrate-io/migrator:1"), List.of());
        var server =
                new WebhookServer(
                        new WebhookServer.Settings("127.0.0.1", 0, first.chain(), first.key()),
                        () -> Optional.of(ClusterSnapshot.of(policies)));
        port = server.start(vertx).await();
        certificate.start(each -> server.present(each.chain(), each.key()).await());
    }

    @AfterEach
    void stop() {
        certificate.close();
        vertx.close().await();
    }

    private static Identity identity(String name) {
        return identity(name, Clock.systemUTC());
    }

    private static Identity identity(String name, InstantSource clock) {
        return SelfSigned.create(List.of(name + ".example"), clock).identity();
    }

    /// Creates a folder for the version and switches the link to it atomically.
    private void mount(String chain, String key) throws Exception {
        Path version = Files.createDirectory(volume.resolve("..version-" + versions++));
        Files.writeString(version.resolve("tls.crt"), chain);
        Files.writeString(version.resolve("tls.key"), key);
        Path link = Files.createSymbolicLink(volume.resolve("..data_tmp"), version.getFileName());
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private String shown() throws Exception {
        try (RawConnection client = RawConnection.secure(port)) {
            return client.certificate().getSubjectAlternativeNames().toString();
        }
    }

    private void awaitShown(String name) throws Exception {
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); ) {
            if (shown().contains(name + ".example")) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(shown()).contains(name + ".example");
    }

    private void awaitReason(String reason) throws Exception {
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end); ) {
            if (certificate.invalid().orElse("").contains(reason)) {
                return;
            }
            Thread.sleep(50);
        }
        assertThat(certificate.invalid().orElse("")).contains(reason);
    }

    @Test
    void servesTheMountedCertificateAndItsSuccessor() throws Exception {
        awaitReason("none in " + volume);
        Identity one = identity("one");
        mount(one.chain(), one.key());
        awaitShown("one");
        awaitReason("");
        assertThat(certificate.invalid()).isEmpty();
        assertThat(certificate.untrusted())
                .as("the program that maintains the certificate distributes trust")
                .isEmpty();
        Identity two = identity("two");
        mount(two.chain(), two.key());
        awaitShown("two");
    }

    @Test
    void anInvalidPairNeverReplacesAValidOne() throws Exception {
        Identity good = identity("good");
        Identity other = identity("other");
        Identity old = identity("old", () -> Instant.now().minus(Duration.ofDays(366)));
        mount(good.chain(), good.key());
        awaitShown("good");

        for (List<String> broken :
                List.of(
                        List.of(other.chain(), good.key()),
                        List.of(other.chain(), ""),
                        List.of("", other.key()),
                        List.of(other.chain().substring(0, 300), other.key()),
                        List.of(old.chain(), old.key()))) {
            mount(broken.getFirst(), broken.getLast());
            Thread.sleep(1300); // it is read every second
            assertThat(shown()).contains("good.example");
            assertThat(certificate.invalid()).isEmpty();
        }
        Files.delete(volume.resolve("..data"));
        Thread.sleep(1300);
        assertThat(shown()).contains("good.example");

        mount(other.chain(), other.key());
        awaitShown("other");
    }

    @Test
    void reportsTheProblemIfThereWasNeverAValidPair() throws Exception {
        Identity one = identity("one");
        mount(one.chain(), identity("two").key());
        awaitReason("the private key does not match the certificate");
        assertThat(shown()).as("what it was started with").contains("first.example");
    }
}
