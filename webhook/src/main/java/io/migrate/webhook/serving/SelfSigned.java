package io.migrate.webhook.serving;

import io.migrate.certs.CertificateAuthority;
import io.migrate.certs.Leaf;
import io.migrate.certs.Pem;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// An identity made at the start and signed by an authority of its own: for a webhook outside a
/// cluster, whose clients are handed the authority. A restart makes a new one.
///
/// @param authority the certificate that clients are to trust, as PEM
/// @param chain the server's certificates as PEM, its own first
/// @param key its private key as PEM, PKCS#8
/// @param notAfter when the identity ends
public record SelfSigned(String authority, String chain, String key, Instant notAfter) {
    private static final Duration VALIDITY = Duration.ofDays(365);

    /// A new identity.
    ///
    /// @param names DNS names and IP addresses under which the server is called, at least one
    /// @throws IllegalArgumentException if one is neither
    public static SelfSigned create(List<String> names, InstantSource clock) {
        Instant now = clock.instant();
        var authority = CertificateAuthority.create(now, VALIDITY);
        Leaf leaf = authority.issue(names, now, VALIDITY);
        return new SelfSigned(
                Pem.write(List.of(authority.certificate())),
                Pem.write(leaf.chain()),
                Pem.write(leaf.key()),
                leaf.lifetime().notAfter());
    }

    /// What is public of it: the key stays out of logs.
    @Override
    public String toString() {
        return "self-signed until " + notAfter;
    }
}
