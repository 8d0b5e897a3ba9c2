package io.migrate.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Who signed whom.
final class Chains {
    private Chains() {}

    /// By name and by signature (RFC 5280, 6.1.3).
    static boolean isSignedBy(X509Certificate signer, X509Certificate certificate) {
        try {
            certificate.verify(signer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// The subject of the first certificate that is not vouched for. Who vouches for the last one
    /// is known to clients only, unless it is self-signed.
    static Optional<String> firstBroken(List<X509Certificate> chain) {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            boolean last = i == chain.size() - 1;
            if (last && !isSelfIssued(certificate)) {
                return Optional.empty();
            }
            if (!isSignedBy(last ? certificate : chain.get(i + 1), certificate)) {
                return Optional.of(subjectOf(certificate));
            }
        }
        return Optional.empty();
    }

    /// How a certificate is called in a flaw.
    static String subjectOf(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName() + "\"";
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }
}
