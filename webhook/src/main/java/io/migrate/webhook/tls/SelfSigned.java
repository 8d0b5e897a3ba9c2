package io.migrate.webhook.tls;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Pem;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// An identity created at startup and signed by its own authority: for a webhook outside a cluster,
/// whose clients are given the authority. Every restart creates a new one.
///
/// @param authority the certificate that clients must trust, as PEM
/// @param identity the server's certificate and key
/// @param clock wall clock
public record SelfSigned(String authority, Identity identity, InstantSource clock)
        implements Certificate {
    private static final Duration VALIDITY = Duration.ofDays(365);

    /// Creates a new identity.
    ///
    /// @param names DNS names and IP addresses of the server, at least one
    /// @throws IllegalArgumentException if one is neither
    public static SelfSigned create(List<String> names, InstantSource clock) {
        Instant now = clock.instant();
        var authority = CertificateAuthority.create(now, VALIDITY);
        return new SelfSigned(
                Pem.write(List.of(authority.certificate())),
                Identity.of(authority.issue(names, now, VALIDITY)),
                clock);
    }

    /// Does nothing: the server was started with this identity.
    @Override
    public void start(IdentitySink sink) {}

    @Override
    public Optional<String> invalid() {
        return identity.invalidAt(clock.instant());
    }

    /// Always empty: clients are given the authority.
    @Override
    public Optional<String> untrusted() {
        return Optional.empty();
    }

    @Override
    public CertificateStats stats() {
        return new CertificateStats(Optional.of(identity.notAfter()), Optional.empty(), 0);
    }

    @Override
    public void close() {}
}
