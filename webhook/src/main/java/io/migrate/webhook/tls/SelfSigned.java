package io.migrate.webhook.tls;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// An identity made at the start and signed by an authority of its own: for a webhook outside a
/// cluster, whose clients are handed the authority. A restart makes a new one.
///
/// @param authority the certificate that clients are to trust, as PEM
/// @param identity what the server shows
/// @param clock wall clock
public record SelfSigned(String authority, Identity identity, InstantSource clock)
        implements Certificate {
    private static final Duration VALIDITY = Duration.ofDays(365);

    /// A new identity.
    ///
    /// @param names DNS names and IP addresses under which the server is called, at least one
    /// @throws IllegalArgumentException if one is neither
    public static SelfSigned create(List<String> names, InstantSource clock) {
        Instant now = clock.instant();
        var authority = CertificateAuthority.create(now, VALIDITY);
        return new SelfSigned(
                Pem.write(List.of(authority.certificate())),
                Identity.of(authority.issue(names, now, VALIDITY)),
                clock);
    }

    /// The server was started with it, and nothing changes.
    @Override
    public void keep(IdentitySink presenter) {}

    @Override
    public Optional<String> invalid() {
        return identity.invalidAt(clock.instant());
    }

    /// Clients are handed the authority.
    @Override
    public Optional<String> untrusted() {
        return Optional.empty();
    }

    @Override
    public CertificateStats vitals() {
        return new CertificateStats(Optional.of(identity.notAfter()), Optional.empty(), 0);
    }

    @Override
    public void close() {}
}
