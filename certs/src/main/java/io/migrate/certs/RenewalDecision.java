package io.migrate.certs;

import io.migrate.certs.Renewal.Cause;
import io.migrate.certs.Renewal.Input;
import io.migrate.certs.Renewal.Reason;
import io.migrate.certs.Renewal.SignLeaf;
import io.migrate.certs.Renewal.Store;
import io.migrate.certs.Renewal.WaitUntil;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The decision logic of [Renewal#decide].
record RenewalDecision(Input input, Lifetimes lifetimes) {

    /// Checks the authority first, because a new authority also replaces its leaves.
    Renewal decide() {
        return switch (StoredAuthorities.read(input.stored(), now())) {
            case ParseResult.Unusable<Authorities>(CertificateProblem problem) ->
                    new Store(
                            Authorities.create(stillNeeded(), now(), lifetimes.authority()),
                            new Reason.Created(problem));
            case ParseResult.Usable<Authorities>(var authorities) ->
                    next(authorities)
                            .or(() -> updateBundle(authorities))
                            .or(() -> leaf(authorities.signing()))
                            .orElseGet(() -> new WaitUntil(nextChange(authorities)));
        };
    }

    private Instant now() {
        return input.now();
    }

    private Optional<Renewal> next(Authorities authorities) {
        if (authorities.next().isEmpty()) {
            return now().isBefore(authorities.signing().validity().renewAt())
                    ? Optional.empty()
                    : Optional.of(
                            new Store(
                                    authorities.publishNext(now(), lifetimes.authority()),
                                    new Reason.NextPublished()));
        }
        return isTrusted(authorities.next().get())
                ? Optional.of(new Store(authorities.promoteNext(now()), new Reason.NextPromoted()))
                : Optional.empty();
    }

    private Optional<Renewal> updateBundle(Authorities authorities) {
        Authorities updated = authorities.retain(ofLeaf(), now());
        return StoredAuthorities.write(updated).equals(input.stored())
                ? Optional.empty()
                : Optional.of(new Store(updated, new Reason.BundleUpdated()));
    }

    /// A leaf that is still valid is replaced only once clients trust the new generation.
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
        if (input.leaf().isEmpty()) {
            return Optional.of(Cause.FIRST);
        }
        return causeByTime(input.leaf().get().validity())
                .or(() -> isOurs(signing) ? Optional.empty() : Optional.of(Cause.OTHER_AUTHORITY));
    }

    private Optional<Cause> causeByTime(Validity validity) {
        if (now().isBefore(validity.notBefore())) {
            return Optional.of(Cause.NOT_YET_VALID);
        }
        if (now().isAfter(validity.notAfter())) {
            return Optional.of(Cause.EXPIRED);
        }
        return now().isBefore(validity.renewAt()) ? Optional.empty() : Optional.of(Cause.DUE);
    }

    private boolean isOurs(CertificateAuthority signing) {
        return input.leaf().filter(leaf -> leaf.isSignedBy(signing)).isPresent();
    }

    private boolean isTrusted(CertificateAuthority authority) {
        return trustedAt(authority.certificate())
                .filter(instant -> !instant.isAfter(now()))
                .isPresent();
    }

    private Optional<Instant> trustedAt(X509Certificate certificate) {
        return input.propagation().trustedFor(lifetimes.lead(), certificate);
    }

    private Instant nextChange(Authorities authorities) {
        return Stream.of(
                        input.leaf().map(leaf -> leaf.validity().renewAt()).stream(),
                        Stream.of(authorities.signing().validity().renewAt()),
                        authorities.bundle().stream().flatMap(each -> trustedAt(each).stream()),
                        authorities.retired().stream()
                                .map(each -> each.getNotAfter().toInstant().plusSeconds(1)))
                .flatMap(each -> each)
                .filter(each -> each.isAfter(now()))
                .min(Comparator.naturalOrder())
                .orElseGet(() -> now().plus(lifetimes.lead()));
    }

    /// The generations that may have signed leaves still in use, after the stored authorities were
    /// lost: those in the remaining bundle, those that clients trust, and that of this replica's
    /// own leaf.
    private List<X509Certificate> stillNeeded() {
        var known = new ArrayList<>(StoredAuthorities.bundle(input.stored()));
        input.propagation().since().keySet().stream()
                .filter(CertificateAuthority::isGeneration)
                .forEach(known::add);
        known.addAll(ofLeaf());
        return known;
    }

    /// The generation that signed the served leaf.
    private List<X509Certificate> ofLeaf() {
        return input.leaf().stream()
                .filter(leaf -> !now().isAfter(leaf.validity().notAfter()))
                .flatMap(leaf -> leaf.chain().stream().skip(1))
                .filter(CertificateAuthority::maySign)
                .toList();
    }
}
