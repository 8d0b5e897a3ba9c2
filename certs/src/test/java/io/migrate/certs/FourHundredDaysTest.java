package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.Renewal.Cause;
import io.migrate.certs.Renewal.Input;
import io.migrate.certs.Renewal.Reason;
import io.migrate.certs.Renewal.SignLeaf;
import io.migrate.certs.Renewal.Store;
import io.migrate.certs.Renewal.WaitUntil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Two replicas, their shared Secret and their client's trust over 400 days of a manual clock.
/// After every single action, the client must trust what every replica serves.
class FourHundredDaysTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(400));
    private static final Lifetimes LIFETIMES = Lifetimes.STANDARD;
    private static final int MAX_BUNDLE = Authorities.MAX_RETIRED + 2;

    private final List<Replica> replicas = List.of(new Replica(), new Replica());
    private final List<Reason> stores = new ArrayList<>();
    private final List<Cause> signatures = new ArrayList<>();
    private final Map<X509Certificate, Instant> trustedSince = new HashMap<>();

    private Instant now = START;
    private Map<String, String> secret = Map.of();
    private int version;
    private List<X509Certificate> bundle = List.of();
    private int bundleVersion;
    private List<X509Certificate> trusted = List.of();
    private boolean replaced;

    @Test
    void nothingExpiresAndEverythingServedIsTrusted() {
        while (now.isBefore(END)) {
            settle();
            assertThat(replicas)
                    .allSatisfy(each ->
                            assertThat(each.leaf.validity().notAfter())
                                    .isAfter(now.plus(Duration.ofDays(2))));
            now = replicas.stream().map(each -> each.next).min(Instant::compareTo).orElseThrow();
        }

        assertThat(stores.stream().map(Object::getClass).distinct())
                .as("a generation of a year is replaced once, and expires after the next one signs")
                .containsExactly(
                        Reason.Created.class,
                        Reason.NextPublished.class,
                        Reason.NextPromoted.class,
                        Reason.BundleUpdated.class);
        assertThat(stores).hasSize(4);
        assertThat(signatures.stream().distinct())
                .containsExactly(Cause.FIRST, Cause.DUE, Cause.OTHER_AUTHORITY);
        assertThat(signatures).as("every 4 days and 16 hours, both").hasSize(2 * 87);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void survivesMishaps(long seed) {
        var random = new Random(seed);
        int mishaps = 0;
        settle();
        while (now.isBefore(END)) {
            now = now.plusSeconds(1 + random.nextLong(Duration.ofDays(6).toSeconds()));
            if (random.nextBoolean()) {
                mishaps++;
                mishap(random);
            }
            settle();
            // The lead passes, so that two mishaps do not fall into one rotation of the emergency.
            now = now.plus(LIFETIMES.lead()).plusSeconds(1);
            settle();
        }
        assertThat(mishaps).as("seed %d", seed).isGreaterThan(40);
        assertThat(trusted).hasSizeLessThanOrEqualTo(MAX_BUNDLE);
    }

    private void mishap(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> change(Map.of());
            case 1 -> {
                var damaged = new HashMap<>(secret);
                var names = new ArrayList<>(new TreeSet<>(secret.keySet()));
                damaged.put(names.get(random.nextInt(names.size())), "garbage");
                change(damaged);
            }
            case 2 -> {
                // An authority that no client trusts: each replica restores its own.
                change(
                        StoredAuthorities.write(
                                Authorities.create(List.of(), now, LIFETIMES.authority())));
                replaced = true;
            }
            case 3 -> replicas.get(random.nextInt(2)).restart();
            case 4 -> now = now.plus(Duration.ofDays(7)); // suspended, all of them
            default ->
                    trusted =
                            List.of(
                                    CertificateAuthority.create(now, LIFETIMES.leaf())
                                            .certificate());
        }
    }

    private void change(Map<String, String> texts) {
        secret = texts;
        version++;
    }

    /// Lets all replicas act, each on the state it read before the others acted, until all of them
    /// wait.
    private void settle() {
        boolean acted = true;
        while (acted) {
            replicas.forEach(Replica::read);
            acted = false;
            for (Replica each : replicas) {
                acted |= each.act();
                repair();
                if (!replaced) {
                    check();
                }
            }
            replaced = false;
            check();
        }
    }

    /// Replaces a bundle that differs from the stored one, as ClusterCertificate does.
    private void repair() {
        if (bundleVersion != version
                && StoredAuthorities.read(secret, now)
                        instanceof ParseResult.Usable<Authorities>(var stored)) {
            bundle = stored.bundle();
            bundleVersion = version;
        }
        trusted = bundle;
        trustedSince.keySet().retainAll(trusted);
        trusted.forEach(each -> trustedSince.putIfAbsent(each, now));
    }

    private void check() {
        var names = trusted.stream().map(X509Certificate::getSubjectX500Principal).toList();
        assertThat(names).doesNotHaveDuplicates();
        for (Replica each : replicas) {
            if (each.leaf != null && !now.isAfter(each.leaf.validity().notAfter())) {
                // A Leaf is a chain in which each is signed by the next one.
                assertThat(names)
                        .as("what is trusted at %s", now)
                        .contains(each.leaf.chain().getLast().getSubjectX500Principal());
            }
        }
    }

    private final class Replica {
        private Leaf leaf;
        private TrustPropagation seen = TrustPropagation.NONE;
        private Map<String, String> read = Map.of();
        private int readVersion;
        private Instant next = START;

        void restart() {
            leaf = null;
            seen = TrustPropagation.NONE;
        }

        void read() {
            read = secret;
            readVersion = version;
            seen = seen.observe(trusted, now);
        }

        boolean act() {
            var input = new Input(read, Optional.ofNullable(leaf), seen, now);
            switch (Renewal.decide(input, LIFETIMES)) {
                case WaitUntil(Instant instant) -> {
                    next = instant;
                    return false;
                }
                case Store(Authorities authorities, Reason reason) -> {
                    if (readVersion == version) {
                        stores.add(reason);
                        change(StoredAuthorities.write(authorities));
                    }
                }
                case SignLeaf(CertificateAuthority authority, Cause cause) -> {
                    boolean urgent = Stream.of(Cause.FIRST, Cause.EXPIRED).anyMatch(cause::equals);
                    if (!urgent && !leaf.isSignedBy(authority)) {
                        assertThat(trustedSince.get(authority.certificate()))
                                .isBeforeOrEqualTo(now.minus(LIFETIMES.lead()));
                    }
                    signatures.add(cause);
                    leaf = authority.issue(List.of("webhook.migrate.svc"), now, LIFETIMES.leaf());
                }
            }
            return true;
        }
    }
}
