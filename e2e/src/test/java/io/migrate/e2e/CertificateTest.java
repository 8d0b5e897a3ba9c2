package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Lifetimes;
import io.migrate.certs.Pem;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Replicas that manage their certificates with a real API server, using the ServiceAccount of an
/// installation.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Clock CLOCK = Clock.systemUTC();

    /// Lifetimes short enough for a test. Renewal happens in the last third.
    private static final Lifetimes SHORT =
            new Lifetimes(Duration.ofSeconds(24), Duration.ofSeconds(15), Duration.ofSeconds(2));

    private static final int ADMISSIONS = 5000;

    private final List<Replica> replicas = new ArrayList<>();
    @AutoClose private Cluster cluster;
    private ServiceProxy proxy;
    private Installation installation;
    private KubernetesClient admin;
    private String kubeconfig;

    @BeforeAll
    void start(@TempDir Path work) throws IOException {
        cluster = Cluster.start(work);
        admin = cluster.client();
        proxy = new ServiceProxy(Duration.ofMillis(200));
        installation = Installation.into(cluster, "https://127.0.0.1:" + proxy.port() + "/mutate");
        kubeconfig = installation.kubeconfig();
    }

    @AfterAll
    void stop() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    /// Removes the state of the previous test, whose authorities may be about to expire.
    @BeforeEach
    void reset() {
        store(Map.of());
        installation.overwrite("");
    }

    @AfterEach
    void closeReplicas() {
        replicas.forEach(each -> proxy.remove(each.port()));
        replicas.forEach(Replica::close);
        replicas.clear();
    }

    private Replica replica(Lifetimes terms) {
        Replica replica = new Replica(kubeconfig, terms, CLOCK);
        proxy.add(replica.port());
        replicas.add(replica);
        return replica;
    }

    private void store(Map<String, String> data) {
        var secrets = admin.secrets().inNamespace(Installation.NAMESPACE);
        if (secrets.withName(Installation.SECRET).get() == null) {
            secrets.resource(
                            new SecretBuilder()
                                    .withNewMetadata()
                                    .withName(Installation.SECRET)
                                    .endMetadata()
                                    .withData(data)
                                    .build())
                    .create();
        } else {
            secrets.withName(Installation.SECRET)
                    .edit(each -> new SecretBuilder(each).withData(data).build());
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    @Test
    void concurrentReplicasAgreeOnOneAuthority() throws Exception {
        for (int round = 0; round < 8; round++) {
            store(Map.of());
            String before = secretVersion();
            try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
                var both =
                        List.of(
                                starting.submit(() -> new Replica(kubeconfig, SHORT, CLOCK)),
                                starting.submit(() -> new Replica(kubeconfig, SHORT, CLOCK)));
                for (var each : both) {
                    replicas.add(each.get());
                }
            }
            soon().until(() -> replicas.stream().allMatch(Replica::isReady));
            assertThat(secretVersion()).isNotEqualTo(before);
            String authority = text("tls.crt");
            for (Replica each : replicas) {
                assertThat(each.presented().getFirst().chain())
                        .as("the authority of the first leaf in round %d", round)
                        .endsWith(authority);
                assertThat(each.presented().getLast().chain()).endsWith(authority);
                assertThat(handshake(each)).isEmpty();
            }
            closeReplicas();
        }
    }

    private String secretVersion() {
        return installation.secret().orElseThrow().getMetadata().getResourceVersion();
    }

    private String text(String name) {
        return installation
                .secret()
                .map(secret -> secret.getData())
                .map(data -> data.get(name))
                .map(data -> new String(Base64.getDecoder().decode(data), UTF_8))
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"emptied", "deleted", "a garbled key", "another's key", "a lost bundle"})
    void theSecretIsRepairedWithoutLosingTrust(String how) {
        Replica one = replica(Lifetimes.STANDARD);
        Replica two = replica(Lifetimes.STANDARD);
        soon().until(() -> one.isReady() && two.isReady());
        String authority = text("tls.crt");
        int trusted = installation.trusted().size();

        var data = installation.secret().orElseThrow().getData();
        switch (how) {
            case "emptied" -> store(Map.of());
            case "deleted" ->
                    admin.secrets()
                            .inNamespace(Installation.NAMESPACE)
                            .withName(Installation.SECRET)
                            .delete();
            case "a garbled key" -> data.put("tls.key", data.get("tls.key").substring(40, 80));
            case "another's key" -> {
                var other = CertificateAuthority.create(Instant.now(), Duration.ofDays(1));
                data.put(
                        "tls.key",
                        Base64.getEncoder().encodeToString(Pem.write(other.key()).getBytes(UTF_8)));
            }
            default -> data.put("ca.crt", "");
        }
        if (!how.equals("emptied") && !how.equals("deleted")) {
            store(data);
        }

        boolean lost = !how.equals("a lost bundle");
        soon().until(() ->
                text("ca.crt").contains(authority)
                        && text("tls.crt").equals(authority) != lost
                        && installation.trusted().size() == trusted + (lost ? 1 : 0));
        assertThat(List.of(handshake(one), handshake(two)))
                .as("the served certificate stays trusted and unchanged")
                .containsOnly(Optional.empty());
        assertThat(one.presented()).hasSize(1);
        assertThat(two.presented()).hasSize(1);
        assertThat(installation.admit(admin)).isEmpty();

        Replica late = replica(Lifetimes.STANDARD);
        soon().until(late::isReady);
        assertThat(late.presented().getFirst().chain()).endsWith(text("tls.crt"));
        assertThat(handshake(late)).isEmpty();
    }

    @Test
    void anOverwrittenBundleIsRestoredWithinASecondAndNothingElseChanges() {
        Replica one = replica(Lifetimes.STANDARD);
        soon().until(one::isReady);
        List<String> bundles = installation.bundles();
        assertThat(bundles).hasSize(3).doesNotContain("").containsOnly(bundles.getFirst());
        var slowest = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            var spec =
                    admin.getKubernetesSerialization()
                            .asJson(installation.mutating().getWebhooks());
            long generation = installation.mutating().getMetadata().getGeneration();
            String stranger = stranger();
            Instant start = Instant.now();
            installation.overwrite(stranger);
            soon().until(() -> installation.bundles().equals(bundles));
            Duration took = Duration.between(start, Instant.now());
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            assertThat(
                            admin.getKubernetesSerialization()
                                    .asJson(installation.mutating().getWebhooks()))
                    .isEqualTo(spec);
            assertThat(installation.mutating().getMetadata().getGeneration())
                    .as("one change by the other writer, one by the webhook")
                    .isEqualTo(generation + 2);
            assertThat(one.isReady()).as("it stays ready").isTrue();
        }
        System.out.println(
                "caBundle overwritten: put back after at most " + slowest.toMillis() + " ms");
        assertThat(slowest).isLessThan(Duration.ofMinutes(1));

        var ours =
                installation.mutating().getMetadata().getManagedFields().stream()
                        .filter(each -> each.getManager().equals("migrate-io-webhook"))
                        .toList();
        assertThat(ours)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.getOperation()).isEqualTo("Apply");
                    assertThat(admin.getKubernetesSerialization().asJson(each.getFieldsV1()))
                            .isEqualTo(
                                    "{\"f:webhooks\":{\"k:{\\\"name\\\":\\\"pods.inject.migrate.io\\\"}\":"
                                        + "{\".\":{},\"f:clientConfig\":{\"f:caBundle\":{}},\"f:name\":{}}}}");
                });
    }

    @Test
    void aDeletedConfigurationIsNotRecreatedAndIsUpdatedWhenItReturns() {
        Replica one = replica(Lifetimes.STANDARD);
        soon().until(one::isReady);
        var before = installation.validating();
        admin.resource(before).delete();
        installation.overwrite(stranger());
        soon().until(() -> handshake(one).isEmpty());
        assertThat(installation.validating()).isNull();

        before.getMetadata().setUid(null);
        before.getMetadata().setResourceVersion(null);
        before.getWebhooks().forEach(each -> each.getClientConfig().setCaBundle(null));
        admin.resource(before).create();
        soon().untilAsserted(() ->
                assertThat(installation.bundles())
                        .containsOnly(installation.bundles().getFirst())
                        .doesNotContain(""));
    }

    @Test
    void aMachineSuspendedForAWeekServesAValidCertificateASecondLater() {
        var behind = new AtomicReference<>(Duration.ofDays(8));
        Replica sleeper =
                new Replica(
                        kubeconfig, Lifetimes.STANDARD, () -> Instant.now().minus(behind.get()));
        replicas.add(sleeper);
        soon().until(() -> sleeper.presented().size() == 1);
        assertThat(sleeper.presented().getFirst().notAfter()).isBefore(Instant.now());
        assertThat(handshake(sleeper)).as("the negative control").isPresent();

        behind.set(Duration.ZERO);
        Instant woken = Instant.now();
        soon().until(() -> handshake(sleeper).isEmpty() && sleeper.isReady());
        Duration took = Duration.between(woken, Instant.now());
        System.out.println(
                "woken after a week: a valid certificate after " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofMinutes(1));
        assertThat(sleeper.certificate().invalid()).isEmpty();
    }

    /// Sends admissions through the API server while leaves and authorities are renewed and another
    /// writer overwrites the bundle. Every new certificate is also checked with new connections,
    /// because the API server opens few.
    @Test
    void admissionsFailOnlyInTheSecondAfterAnOverwrite() throws Exception {
        Replica one = replica(SHORT);
        Replica two = replica(SHORT);
        soon().until(() -> proxy.ready().size() == 2);
        soon().until(() -> installation.admit(admin).isEmpty());

        var done = new AtomicBoolean();
        var overwritten = new CopyOnWriteArrayList<Instant>();
        var admissions = new AtomicInteger();
        var failures = new CopyOnWriteArrayList<Failure>();
        var handshakes = new AtomicInteger();
        var authorities = new HashSet<X509Certificate>();
        Instant start = Instant.now();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                var _ =
                        threads.submit(() -> {
                            while (admissions.incrementAndGet() <= ADMISSIONS || !done.get()) {
                                Instant began = Instant.now();
                                installation
                                        .admit(admin)
                                        .ifPresent(why -> failures.add(new Failure(began, why)));
                            }
                        });
            }
            for (Replica each : List.of(one, two)) {
                var _ =
                        threads.submit(() -> {
                            while (!done.get()) {
                                Instant began = Instant.now();
                                handshake(each)
                                        .ifPresent(why ->
                                                failures.add(new Failure(began, "TLS: " + why)));
                                handshakes.incrementAndGet();
                                Thread.sleep(200);
                            }
                            return null;
                        });
            }
            try {
                change(overwritten, authorities, () -> admissions.get() >= ADMISSIONS);
            } finally {
                done.set(true);
            }
        }
        Predicate<Failure> within =
                failure ->
                        overwritten.stream()
                                .anyMatch(each ->
                                        !failure.began().isBefore(each.minusMillis(100))
                                                && failure.began().isBefore(each.plusSeconds(1)));
        System.out.printf(
                "%d admissions in %d s, %d handshakes, %d generations of the authority, %d and %d"
                        + " leaves; %d failed in the seconds after 3 overwritings, %d elsewhere%n",
                admissions.get(),
                Duration.between(start, Instant.now()).toSeconds(),
                handshakes.get(),
                authorities.size(),
                one.presented().size(),
                two.presented().size(),
                failures.stream().filter(within).count(),
                failures.stream().filter(within.negate()).count());
        assertThat(failures.stream().filter(within.negate())).isEmpty();
        assertThat(failures.size()).as("failures").isLessThan(admissions.get() / 5);
        assertThat(authorities).hasSizeGreaterThanOrEqualTo(3);
        assertThat(one.presented()).hasSizeGreaterThan(2);
        assertThat(two.presented()).hasSizeGreaterThan(2);
    }

    /// Overwrites the bundle three times and waits until enough has happened.
    private void change(
            List<Instant> overwritten, Set<X509Certificate> authorities, BooleanSupplier enough)
            throws InterruptedException {
        for (int i = 1; i <= 4 || !enough.getAsBoolean() || authorities.size() < 3; i++) {
            Thread.sleep(4000);
            authorities.addAll(installation.trusted());
            if (i <= 3) {
                String stranger = stranger();
                overwritten.add(Instant.now());
                installation.overwrite(stranger);
                // The request and, on a busy machine, the repair take time.
                String encoded = Base64.getEncoder().encodeToString(stranger.getBytes(UTF_8));
                do {
                    overwritten.add(Instant.now());
                    Thread.sleep(100);
                } while (installation.bundles().contains(encoded));
            }
        }
    }

    private record Failure(Instant began, String why) {}

    /// A bundle with an unrelated authority.
    private static String stranger() {
        return Pem.write(
                List.of(
                        CertificateAuthority.create(Instant.now(), Duration.ofDays(1))
                                .certificate()));
    }

    /// Why a new connection with the API server's trust fails; empty if it succeeds.
    private Optional<String> handshake(Replica replica) {
        try (SSLSocket socket =
                (SSLSocket)
                        Tls.trusting(installation.trusted())
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), replica.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
