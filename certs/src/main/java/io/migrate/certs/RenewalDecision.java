package io.migrate.certs;

import io.migrate.certs.Renewal.Cause;
import io.migrate.certs.Renewal.Reason;
import io.migrate.certs.Renewal.SignLeaf;
import io.migrate.certs.Renewal.Situation;
import io.migrate.certs.Renewal.Store;
import io.migrate.certs.Renewal.WaitUntil;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How [Renewal#decide] decides.
record RenewalDecision(Situation situation, Lifetimes terms) {

    /// The authority comes first, since its leaves go with it.
    Renewal take() {
        return switch (StoredAuthorities.read(situation.stored(), now())) {
            case ParseResult.Unusable<Authorities>(CertificateProblem flaw) ->
                    new Store(
                            Authorities.found(stillNeeded(), now(), terms.authority()),
                            new Reason.Founded(flaw));
            case ParseResult.Usable<Authorities>(var authorities) ->
                    next(authorities)
                            .or(() -> tidy(authorities))
                            .or(() -> leaf(authorities.signing()))
                            .orElseGet(() -> new WaitUntil(nextChange(authorities)));
        };
    }

    private Instant now() {
        return situation.now();
    }

    private Optional<Renewal> next(Authorities authorities) {
        if (authorities.next().isEmpty()) {
            return now().isBefore(authorities.signing().lifetime().renewAt())
                    ? Optional.empty()
                    : Optional.of(
                            new Store(
                                    authorities.announce(now(), terms.authority()),
                                    new Reason.Announced()));
        }
        return isTrusted(authorities.next().get())
                ? Optional.of(new Store(authorities.promote(now()), new Reason.Promoted()))
                : Optional.empty();
    }

    private Optional<Renewal> tidy(Authorities authorities) {
        Authorities tidy = authorities.retain(ofLeaf(), now());
        return StoredAuthorities.write(tidy).equals(situation.stored())
                ? Optional.empty()
                : Optional.of(new Store(tidy, new Reason.Tidied()));
    }

    /// A leaf that still serves waits until clients trust the generation that replaces its own.
    private Optional<Renewal> leaf(CertificateAuthority signing) {
        return causeToReplace(signing)
                .filter(cause ->
                        switch (cause) {
                            case FIRST, EXPIRED, NOT_YET_VALID -> true;
                            case DUE, OTHER_AUTHORITY -> isOurs(signing) || isTrusted(signing);
                        })
                .map(cause -> new SignLeaf(signing, cause));
    }

    private Optional<Cause> causeToReplace(CertificateAuthority signing) {
        if (situation.leaf().isEmpty()) {
            return Optional.of(Cause.FIRST);
        }
        return switch (Age.of(situation.leaf().get().lifetime(), now())) {
            case Age.Over(Cause cause) -> Optional.of(cause);
            case Age.Fresh _ ->
                    isOurs(signing) ? Optional.empty() : Optional.of(Cause.OTHER_AUTHORITY);
        };
    }

    private boolean isOurs(CertificateAuthority signing) {
        return situation.leaf().filter(leaf -> leaf.isSignedBy(signing)).isPresent();
    }

    private boolean isTrusted(CertificateAuthority authority) {
        return trustedAt(authority.certificate())
                .filter(instant -> !instant.isAfter(now()))
                .isPresent();
    }

    private Optional<Instant> trustedAt(X509Certificate certificate) {
        return situation.publications().trustedFor(terms.lead(), certificate);
    }

    private Instant nextChange(Authorities authorities) {
        return Stream.of(
                        situation.leaf().map(leaf -> leaf.lifetime().renewAt()).stream(),
                        Stream.of(authorities.signing().lifetime().renewAt()),
                        authorities.bundle().stream().flatMap(each -> trustedAt(each).stream()),
                        authorities.retired().stream()
                                .map(each -> each.getNotAfter().toInstant().plusSeconds(1)))
                .flatMap(each -> each)
                .filter(each -> each.isAfter(now()))
                .min(Comparator.naturalOrder())
                .orElseGet(() -> now().plus(terms.lead()));
    }

    /// Where what was stored is lost: the generations that leaves out there may have been signed
    /// with. The bundle that is left of it, what clients trust, and that of our own leaf.
    private List<X509Certificate> stillNeeded() {
        var known = new ArrayList<>(StoredAuthorities.bundle(situation.stored()));
        situation.publications().since().keySet().stream()
                .filter(CertificateAuthority::isGeneration)
                .forEach(known::add);
        known.addAll(ofLeaf());
        return known;
    }

    /// The generation that signed what we serve.
    private List<X509Certificate> ofLeaf() {
        return situation.leaf().stream()
                .filter(leaf -> !now().isAfter(leaf.lifetime().notAfter()))
                .flatMap(leaf -> leaf.chain().stream().skip(1))
                .filter(CertificateAuthority::maySign)
                .toList();
    }
}
