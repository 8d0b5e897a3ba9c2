package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.certs.Renewal.Cause;
import io.migrate.certs.Renewal.Input;
import io.migrate.certs.Renewal.Reason;
import io.migrate.certs.Renewal.SignLeaf;
import io.migrate.certs.Renewal.Store;
import io.migrate.certs.Renewal.WaitUntil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RenewalTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Lifetimes LIFETIMES = Lifetimes.STANDARD;
    private static final List<String> NAMES = List.of("webhook.migrate.svc");

    private final Authorities authorities =
            Authorities.create(List.of(), START, LIFETIMES.authority());
    private final Leaf leaf = authorities.signing().issue(NAMES, START, LIFETIMES.leaf());
    private final Map<String, String> stored = StoredAuthorities.write(authorities);

    @Test
    void whereNothingIsStoredAnAuthorityIsCreatedAndSignsOnlyWhenItIsStored() {
        var first = decide(Map.of(), null, TrustPropagation.NONE, START);
        assertThat(first)
                .isInstanceOfSatisfying(
                        Store.class,
                        store ->
                                assertThat(store.reason())
                                        .isEqualTo(
                                                new Reason.Created(
                                                        new CertificateProblem.Empty(
                                                                CertificateProblem.Part
                                                                        .CERTIFICATE))));

        var then =
                decide(
                        StoredAuthorities.write(((Store) first).authorities()),
                        null,
                        TrustPropagation.NONE,
                        START);
        assertThat(then)
                .isInstanceOfSatisfying(
                        SignLeaf.class, sign -> assertThat(sign.cause()).isEqualTo(Cause.FIRST));
    }

    @Test
    void aLeafIsRenewedAfterTwoThirdsOfItsLife() {
        Instant due = leaf.validity().renewAt();
        assertThat(due).isEqualTo("2026-03-05T15:58:20Z"); // 7 days and 5 minutes, less a third

        assertThat(decide(START)).isEqualTo(new WaitUntil(due));
        assertThat(decide(due.minusNanos(1))).isEqualTo(new WaitUntil(due));
        assertThat(decide(due)).isEqualTo(new SignLeaf(authorities.signing(), Cause.DUE));
    }

    @Test
    void aSuspendedMachineIsNoticedByTheClock() {
        assertThat(decide(START.plus(LIFETIMES.leaf()).plusSeconds(1)))
                .isEqualTo(new SignLeaf(authorities.signing(), Cause.EXPIRED));
        assertThat(decide(START.plus(LIFETIMES.authority()).plusSeconds(1)))
                .isInstanceOfSatisfying(
                        Store.class,
                        store ->
                                assertThat(store.reason())
                                        .isInstanceOfSatisfying(
                                                Reason.Created.class,
                                                created ->
                                                        assertThat(created.problem())
                                                                .isInstanceOf(
                                                                        CertificateProblem.Expired
                                                                                .class)));
    }

    @Test
    void aClockThatWasSetBackIsNoticed() {
        Instant later = START.plus(LIFETIMES.leaf());
        Leaf early = authorities.signing().issue(NAMES, later, LIFETIMES.leaf());
        assertThat(decide(stored, early, TrustPropagation.NONE, START))
                .isEqualTo(new SignLeaf(authorities.signing(), Cause.NOT_YET_VALID));

        var seen = TrustPropagation.NONE.observe(authorities.bundle(), later);
        assertThat(seen.observe(authorities.bundle(), START).since().values()).containsOnly(START);
    }

    @Test
    void aNewGenerationIsPublishedAndSignsFiveMinutesAfterClientsWereSeenToTrustIt() {
        Instant due = authorities.signing().validity().renewAt();
        Leaf served = authorities.signing().issue(NAMES, due.minusSeconds(60), LIFETIMES.leaf());
        var published =
                store(
                        decide(stored, served, TrustPropagation.NONE, due),
                        Reason.NextPublished.class);
        assertThat(published.signing()).isEqualTo(authorities.signing());
        assertThat(published.bundle()).hasSize(2);

        var texts = StoredAuthorities.write(published);
        assertThat(decide(texts, served, TrustPropagation.NONE, due.plus(Duration.ofDays(1))))
                .as("no client trusts it")
                .isInstanceOf(WaitUntil.class);
        var seen = TrustPropagation.NONE.observe(published.bundle(), due.plusSeconds(10));
        assertThat(decide(texts, served, seen, due.plusSeconds(309)))
                .isEqualTo(new WaitUntil(due.plusSeconds(310)));
        var promoted =
                store(decide(texts, served, seen, due.plusSeconds(310)), Reason.NextPromoted.class);
        assertThat(promoted.signing()).isEqualTo(published.next().orElseThrow());
        assertThat(promoted.retired()).containsExactly(authorities.signing().certificate());

        assertThat(decide(StoredAuthorities.write(promoted), served, seen, due.plusSeconds(310)))
                .isEqualTo(new SignLeaf(promoted.signing(), Cause.OTHER_AUTHORITY));
    }

    @Test
    void interruptedTrustStartsOver() {
        var certificates = authorities.bundle();
        var seen =
                TrustPropagation.NONE
                        .observe(certificates, START)
                        .observe(List.of(), START.plusSeconds(200))
                        .observe(certificates, START.plusSeconds(201));
        assertThat(seen.trustedFor(LIFETIMES.lead(), certificates.getFirst()))
                .hasValue(START.plusSeconds(501));
    }

    @Test
    void anotherReplicasAuthoritySignsOnceTrustedAndTheOwnOneStaysTrustedUntilThen() {
        var other = Authorities.create(List.of(), START, LIFETIMES.authority());
        var kept =
                store(
                        decide(StoredAuthorities.write(other), leaf, TrustPropagation.NONE, START),
                        Reason.BundleUpdated.class);
        assertThat(kept.retired()).containsExactly(authorities.signing().certificate());

        var texts = StoredAuthorities.write(kept);
        assertThat(decide(texts, leaf, TrustPropagation.NONE, START)).isInstanceOf(WaitUntil.class);
        var seen = TrustPropagation.NONE.observe(kept.bundle(), START);
        assertThat(decide(texts, leaf, seen, START.plus(LIFETIMES.lead())))
                .isEqualTo(new SignLeaf(other.signing(), Cause.OTHER_AUTHORITY));
    }

    @Test
    void anEmptiedSecretKeepsTheTrustInWhatIsServed() {
        var others = Authorities.create(List.of(), START, LIFETIMES.authority());
        var stranger =
                CertificateAuthority.create(START, LIFETIMES.authority())
                        .issue(NAMES, START, LIFETIMES.leaf())
                        .certificate();
        var seen = TrustPropagation.NONE.observe(List.of(cert(others), stranger), START);
        var created = store(decide(Map.of(), leaf, seen, START), Reason.Created.class);
        assertThat(created.retired())
                .as("its own authority and those that clients trust")
                .containsExactlyInAnyOrder(cert(authorities), cert(others));
        assertThat(created.signing()).isNotIn(authorities.signing(), others.signing());

        assertThat(decide(StoredAuthorities.write(created), leaf, seen, START))
                .as("what is served is good")
                .isInstanceOf(WaitUntil.class);
    }

    @ParameterizedTest
    @CsvSource({"tls.crt", "tls.key", "ca.crt", "next.crt", "next.key"})
    void theRestSurvivesADamagedEntry(String name) {
        var two = authorities.publishNext(START, LIFETIMES.authority());
        for (String damage : List.of("", "x", "-----BEGIN CERTIFICATE-----\nAA==\n")) {
            var texts = new HashMap<>(StoredAuthorities.write(two));
            texts.put(name, damage);
            var healed = ((Store) decide(texts, leaf, TrustPropagation.NONE, START)).authorities();
            assertThat(healed.bundle()).as(damage).contains(cert(authorities));
            assertThat(StoredAuthorities.read(StoredAuthorities.write(healed), START))
                    .isInstanceOfSatisfying(
                            ParseResult.Usable.class,
                            usable -> assertThat(usable.value()).isEqualTo(healed));
        }
    }

    @Test
    void expiredCertificatesLeaveTheBundle() {
        var old = CertificateAuthority.create(START, Duration.ofDays(1)).certificate();
        var texts = StoredAuthorities.write(authorities.retain(List.of(old), START));
        assertThat(decide(texts, leaf, TrustPropagation.NONE, START))
                .isEqualTo(new WaitUntil(START.plus(Duration.ofDays(1)).plusSeconds(1)));
        var updated =
                store(
                        decide(
                                texts,
                                leaf,
                                TrustPropagation.NONE,
                                START.plus(Duration.ofDays(1)).plusSeconds(1)),
                        Reason.BundleUpdated.class);
        assertThat(updated).isEqualTo(authorities);
    }

    @Test
    void theBundleIsBoundedAndDropsTheOldest() {
        var all = authorities;
        for (int i = 1; i <= 9; i++) {
            Instant now = START.plus(Duration.ofDays(i));
            all = all.publishNext(now, LIFETIMES.authority()).promoteNext(now);
        }
        assertThat(all.retired())
                .hasSize(Authorities.MAX_RETIRED)
                .doesNotContain(cert(authorities));
        assertThat(all.bundle()).doesNotHaveDuplicates();
    }

    @Test
    void lifetimesTooShortForRenewalAreRefused() {
        assertThatThrownBy(() ->
                        new Lifetimes(
                                Duration.ofDays(1), Duration.ofMinutes(15), Duration.ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Lifetimes(Duration.ofDays(1), Duration.ofDays(2), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static X509Certificate cert(Authorities authorities) {
        return authorities.signing().certificate();
    }

    private static Authorities store(Renewal decision, Class<? extends Reason> reason) {
        assertThat(decision).isInstanceOf(Store.class);
        assertThat(((Store) decision).reason()).isInstanceOf(reason);
        return ((Store) decision).authorities();
    }

    private Renewal decide(Instant now) {
        return decide(stored, leaf, TrustPropagation.NONE, now);
    }

    private static Renewal decide(
            Map<String, String> stored, Leaf leaf, TrustPropagation seen, Instant now) {
        return Renewal.decide(new Input(stored, Optional.ofNullable(leaf), seen, now), LIFETIMES);
    }
}
