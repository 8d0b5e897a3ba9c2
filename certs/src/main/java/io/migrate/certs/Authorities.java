package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The generations of the authority that are in use at the same time. A client that trusts their
/// [#bundle] trusts every replica, whichever generation signed its leaf.
///
/// @param signing the generation that signs leaves
/// @param next the generation that will sign once every client trusts it
/// @param retired generations that have stopped signing, newest first: their leaves may still be in
///   use
public record Authorities(
        CertificateAuthority signing,
        Optional<CertificateAuthority> next,
        List<X509Certificate> retired) {
    /// Bounds the bundle, which a Secret and the webhook configurations store and clients search in
    /// every handshake.
    static final int MAX_RETIRED = 6;

    /// Keeps the newest retired generations.
    public Authorities {
        var current = new ArrayList<X509Certificate>();
        current.add(signing.certificate());
        next.map(CertificateAuthority::certificate).ifPresent(current::add);
        retired =
                retired.stream()
                        .filter(each -> !current.contains(each))
                        .distinct()
                        .sorted(Comparator.comparing(X509Certificate::getNotBefore).reversed())
                        .limit(MAX_RETIRED)
                        .toList();
    }

    /// Creates the first generation, or a new one if the previous one is lost.
    ///
    /// @param known certificates of generations that clients may still need
    static Authorities create(Collection<X509Certificate> known, Instant now, Duration duration) {
        return new Authorities(
                CertificateAuthority.create(now, duration),
                Optional.empty(),
                unexpired(known, now));
    }

    /// Adds the next generation, which does not sign yet.
    Authorities publishNext(Instant now, Duration duration) {
        return new Authorities(
                signing,
                Optional.of(CertificateAuthority.create(now, duration)),
                unexpired(retired, now));
    }

    /// Makes the next generation the signing one.
    Authorities promoteNext(Instant now) {
        var old = new ArrayList<>(retired);
        old.add(signing.certificate());
        return new Authorities(next.orElse(signing), Optional.empty(), unexpired(old, now));
    }

    /// Removes expired generations and adds others that clients may still need.
    Authorities retain(Collection<X509Certificate> others, Instant now) {
        var old = new ArrayList<>(retired);
        old.addAll(others);
        return new Authorities(signing, next, unexpired(old, now));
    }

    /// The certificates that clients must trust.
    public List<X509Certificate> bundle() {
        var all = new ArrayList<X509Certificate>();
        all.add(signing.certificate());
        next.map(CertificateAuthority::certificate).ifPresent(all::add);
        all.addAll(retired);
        return List.copyOf(all);
    }

    private static List<X509Certificate> unexpired(
            Collection<X509Certificate> certificates, Instant now) {
        return certificates.stream()
                .filter(each -> !now.isAfter(each.getNotAfter().toInstant()))
                .toList();
    }
}
