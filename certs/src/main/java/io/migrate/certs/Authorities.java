package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The generations of the authority that are in use at one time. A client that trusts their
/// [#bundle] trusts whatever a replica serves, whichever generation signed it.
///
/// @param signing what leaves are signed with
/// @param next what they will be signed with, once every client has been told
/// @param retired those that no longer sign, newest first: leaves of theirs may be served still
public record Authorities(
        CertificateAuthority signing,
        Optional<CertificateAuthority> next,
        List<X509Certificate> retired) {
    /// A client looks through all of them in every handshake, and a Secret and the configurations
    /// hold them.
    static final int MAX_RETIRED = 6;

    /// Of the retired ones the newest are kept.
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

    /// The first generation, or a new one where the one before is lost.
    ///
    /// @param known certificates of generations that clients may still need
    static Authorities found(Collection<X509Certificate> known, Instant now, Duration validity) {
        return new Authorities(
                CertificateAuthority.create(now, validity),
                Optional.empty(),
                unexpired(known, now));
    }

    /// With the next generation, which signs nothing yet.
    Authorities announce(Instant now, Duration validity) {
        return new Authorities(
                signing,
                Optional.of(CertificateAuthority.create(now, validity)),
                unexpired(retired, now));
    }

    /// The next generation signs from now on.
    Authorities promote(Instant now) {
        var old = new ArrayList<>(retired);
        old.add(signing.certificate());
        return new Authorities(next.orElse(signing), Optional.empty(), unexpired(old, now));
    }

    /// Without those that have expired, and with others that clients may still need.
    Authorities retain(Collection<X509Certificate> others, Instant now) {
        var old = new ArrayList<>(retired);
        old.addAll(others);
        return new Authorities(signing, next, unexpired(old, now));
    }

    /// What clients are to trust.
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
