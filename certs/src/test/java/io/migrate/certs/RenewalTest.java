package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.certs.Renewal.Cause;
import io.migrate.certs.Renewal.KeepUntil;
import io.migrate.certs.Renewal.RenewAuthority;
import io.migrate.certs.Renewal.RenewLeaf;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class RenewalTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final List<String> NAMES = List.of("webhook.migrate.svc");

    private final CertificateAuthority authority = CertificateAuthority.create(START, YEAR);
    private final Leaf leaf = authority.issue(NAMES, START, WEEK);

    @Test
    void aLeafIsKeptForTwoThirdsOfItsLife() {
        Instant due = leaf.lifetime().renewAt();
        assertThat(due).isEqualTo("2026-03-05T15:58:20Z"); // 7 days and 5 minutes, less a third

        assertThat(decide(START)).isEqualTo(new KeepUntil(due));
        assertThat(decide(due.minusNanos(1))).isEqualTo(new KeepUntil(due));
        assertThat(decide(due)).isEqualTo(new RenewLeaf(Cause.DUE));
    }

    @Test
    void aMachineThatSleptPastTheEndIsTold() {
        assertThat(decide(leaf.lifetime().notAfter())).isEqualTo(new RenewLeaf(Cause.DUE));
        assertThat(decide(START.plus(WEEK).plusSeconds(1))).isEqualTo(new RenewLeaf(Cause.EXPIRED));
        assertThat(decide(START.plus(YEAR).plusSeconds(1)))
                .isEqualTo(new RenewAuthority(Cause.EXPIRED));
    }

    @Test
    void aClockThatWasSetBackIsTold() {
        assertThat(decide(START.minus(WEEK))).isEqualTo(new RenewAuthority(Cause.NOT_YET_VALID));

        var later = authority.issue(NAMES, START.plus(WEEK), WEEK);
        assertThat(Renewal.decide(authority, later, START))
                .isEqualTo(new RenewLeaf(Cause.NOT_YET_VALID));
    }

    @Test
    void theAuthorityComesFirst() {
        Instant due = authority.lifetime().renewAt();
        var last = authority.issue(NAMES, due.minus(Duration.ofDays(1)), WEEK);

        assertThat(Renewal.decide(authority, last, due.minusSeconds(1)))
                .isEqualTo(new KeepUntil(due));
        assertThat(Renewal.decide(authority, last, due)).isEqualTo(new RenewAuthority(Cause.DUE));
    }

    @Test
    void aLeafOfAnotherGenerationIsReplaced() {
        var next = CertificateAuthority.create(START, YEAR);

        assertThat(Renewal.decide(next, leaf, START))
                .isEqualTo(new RenewLeaf(Cause.OTHER_AUTHORITY));
    }

    @Test
    void overFourHundredDaysNothingExpires() {
        var held = new Held(authority, leaf);
        var renewals = new ArrayList<Renewal>();
        for (Instant now = START;
                now.isBefore(START.plus(Duration.ofDays(400)));
                now = now.plus(Duration.ofHours(1))) {
            Renewal decision = held.decide(now);
            if (!(decision instanceof KeepUntil)) {
                renewals.add(decision);
                held = held.after(decision, now);
            }
            assertThat(held.decide(now)).as("at %s", now).isInstanceOf(KeepUntil.class);
            assertThat(held.leaf.isSignedBy(held.authority)).isTrue();
            assertThat(held.leaf.lifetime().notAfter())
                    .isAfter(now.plus(Duration.ofDays(2)))
                    .isBeforeOrEqualTo(held.authority.lifetime().notAfter());
        }

        assertThat(renewals.stream().distinct())
                .containsExactlyInAnyOrder(new RenewLeaf(Cause.DUE), new RenewAuthority(Cause.DUE));
        assertThat(renewals).filteredOn(RenewAuthority.class::isInstance).hasSize(1);
        assertThat(renewals).hasSize(86); // every 4 days and 16 hours
    }

    private Renewal decide(Instant now) {
        return Renewal.decide(authority, leaf, now);
    }

    private record Held(CertificateAuthority authority, Leaf leaf) {
        Renewal decide(Instant now) {
            return Renewal.decide(authority, leaf, now);
        }

        Held after(Renewal decision, Instant now) {
            return switch (decision) {
                case KeepUntil _ -> this;
                case RenewLeaf _ -> new Held(authority, authority.issue(NAMES, now, WEEK));
                case RenewAuthority _ -> {
                    var next = CertificateAuthority.create(now, YEAR);
                    yield new Held(next, next.issue(NAMES, now, WEEK));
                }
            };
        }
    }
}
