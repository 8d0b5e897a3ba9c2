package io.migrate.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Verifies certificate chains.
final class Chains {
    private Chains() {}

    /// Checks issuer name and signature (RFC 5280, 6.1.3).
    static boolean isSignedBy(X509Certificate signer, X509Certificate certificate) {
        try {
            certificate.verify(signer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// The subject of the first certificate that its successor did not sign. The signer of the last
    /// one is known only to clients, unless it is self-signed.
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

    /// The subject in quotation marks, for messages.
    static String subjectOf(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName() + "\"";
    }

    /// The issuer in quotation marks, for messages.
    static String issuerOf(X509Certificate certificate) {
        return "\"" + certificate.getIssuerX500Principal().getName() + "\"";
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }
}
