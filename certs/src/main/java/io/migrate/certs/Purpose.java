package io.migrate.certs;

import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The purpose of a certificate and its key, and the checks for it. The validity period is not
/// checked here.
enum Purpose {
    /// Signs leaves: a P-256 key and a CA certificate (RFC 5280, 4.2.1.9) that may sign
    /// certificates (4.2.1.3) and has the subject key identifier that its leaves refer to
    /// (4.2.1.2).
    AUTHORITY {
        @Override
        boolean takes(PrivateKey key) {
            return Keys.isP256(key);
        }

        @Override
        Optional<String> missing(X509Certificate certificate) {
            boolean[] usage = certificate.getKeyUsage();
            if (certificate.getBasicConstraints() < 0 || usage == null || !usage[KEY_CERT_SIGN]) {
                return Optional.of("it may not sign certificates");
            }
            return certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) == null
                    ? Optional.of("it has no subject key identifier")
                    : Optional.empty();
        }
    },
    /// Serves TLS: a key that every API server accepts, and a certificate with subject alternative
    /// names (Go ignores the subject) whose extended key usages, if any, include server
    /// authentication (4.2.1.12).
    SERVER {
        @Override
        boolean takes(PrivateKey key) {
            return Keys.servesTls(key);
        }

        @Override
        Optional<String> missing(X509Certificate certificate) throws CertificateParsingException {
            if (certificate.getSubjectAlternativeNames() == null) {
                return Optional.of("it has no subject alternative name");
            }
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.contains(SERVER_AUTH) || uses.contains(ANY_USE)
                    ? Optional.empty()
                    : Optional.of("it is not for server authentication");
        }
    };

    private static final int KEY_CERT_SIGN = 5; // bit position: RFC 5280, 4.2.1.3
    private static final String SERVER_AUTH = KeyPurposeId.id_kp_serverAuth.getId();
    private static final String ANY_USE = KeyPurposeId.anyExtendedKeyUsage.getId();

    abstract boolean takes(PrivateKey key);

    abstract Optional<String> missing(X509Certificate certificate)
            throws CertificateParsingException;

    /// Returns the problem with this pair; empty if there is none.
    Optional<CertificateProblem> problem(List<X509Certificate> chain, PrivateKey key) {
        if (chain.isEmpty()) {
            return Optional.of(new CertificateProblem.NoCertificate());
        }
        X509Certificate certificate = chain.getFirst();
        if (!takes(key)) {
            return Optional.of(new CertificateProblem.UnsupportedKey(Keys.describe(key)));
        }
        if (!Keys.match(certificate.getPublicKey(), key)) {
            return Optional.of(new CertificateProblem.KeyMismatch(Chains.subjectOf(certificate)));
        }
        try {
            return missing(certificate)
                    .<CertificateProblem>map(reason ->
                            new CertificateProblem.Unsuitable(
                                    Chains.subjectOf(certificate), reason))
                    .or(() -> Chains.firstBroken(chain).map(CertificateProblem.BrokenChain::new));
        } catch (CertificateParsingException _) {
            return Optional.of(
                    new CertificateProblem.Malformed(CertificateProblem.Part.CERTIFICATE));
        }
    }
}
