package io.migrate.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a TLS server shows and proves itself with. One that exists is a pair: servers install a
/// certificate with another's key without complaint and then fail every handshake.
///
/// @param chain the server's certificate first, then those that vouch for it
/// @param key the private key of the first
public record Leaf(List<X509Certificate> chain, PrivateKey key) {
    /// Refuses what is no pair.
    ///
    /// @throws IllegalArgumentException if the key is not the first certificate's, or that names no
    ///   server, or the kind of key is not for serving
    public Leaf {
        chain = List.copyOf(chain);
        Purpose.SERVER
                .flaw(chain, key)
                .ifPresent(flaw -> {
                    throw new IllegalArgumentException(flaw.sentence());
                });
    }

    /// The server's own certificate.
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// When the server's own certificate is valid.
    public Validity lifetime() {
        return Validity.of(certificate());
    }

    /// Whether it was this generation of the authority that signed it.
    public boolean isSignedBy(CertificateAuthority authority) {
        return Chains.isSignedBy(authority.certificate(), certificate());
    }

    /// Its subject and issuer: the key is nobody's business.
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName()
                + " by "
                + certificate().getIssuerX500Principal().getName()
                + " until "
                + lifetime().notAfter();
    }
}
