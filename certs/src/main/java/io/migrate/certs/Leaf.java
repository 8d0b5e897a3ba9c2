package io.migrate.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// The certificate chain and private key of a TLS server. Every instance is a matching pair: a
/// server accepts a certificate with the wrong key and then fails every handshake.
///
/// @param chain the server's certificate first, then the certificates that signed it
/// @param key the private key of the first
public record Leaf(List<X509Certificate> chain, PrivateKey key) {
    /// Validates that certificate and key match.
    ///
    /// @throws IllegalArgumentException if the key does not match the first certificate, if that
    ///   certificate names no server, or if the kind of key is not suitable for a TLS server
    public Leaf {
        chain = List.copyOf(chain);
        Purpose.SERVER
                .problem(chain, key)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException(problem.sentence());
                });
    }

    /// The server's own certificate.
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The validity of the server's own certificate.
    public Validity validity() {
        return Validity.of(certificate());
    }

    /// Whether this generation of the authority signed the certificate.
    public boolean isSignedBy(CertificateAuthority authority) {
        return Chains.isSignedBy(authority.certificate(), certificate());
    }

    /// Subject, issuer and expiry, never the key.
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName()
                + " by "
                + certificate().getIssuerX500Principal().getName()
                + " until "
                + validity().notAfter();
    }
}
