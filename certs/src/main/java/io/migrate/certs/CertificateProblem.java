package io.migrate.certs;

import java.time.Instant;

/// Why a certificate and its key cannot be used. No variant holds key material.
public sealed interface CertificateProblem {
    /// The two parts of a pair, by their names in a Secret of type `kubernetes.io/tls`.
    enum Part {
        /// `tls.crt`
        CERTIFICATE("certificate"),
        /// `tls.key`
        PRIVATE_KEY("private key");

        private final String noun;

        Part(String noun) {
            this.noun = noun;
        }
    }

    /// The text is empty or only white space.
    record Empty(Part part) implements CertificateProblem {}

    /// The text is not PEM (RFC 7468), or its contents cannot be decoded.
    record Malformed(Part part) implements CertificateProblem {}

    /// The PEM text contains no certificate.
    record NoCertificate() implements CertificateProblem {}

    /// The PEM text contains no private key.
    record NoPrivateKey() implements CertificateProblem {}

    /// The kind of key is not supported: `RSA 1024`, `Ed25519`, `encrypted`.
    record UnsupportedKey(String kind) implements CertificateProblem {}

    /// The key belongs to a different certificate.
    record KeyMismatch(String subject) implements CertificateProblem {}

    /// The next certificate of the chain did not sign this one (RFC 5246, 7.4.2), or a self-issued
    /// certificate is not self-signed.
    record BrokenChain(String subject) implements CertificateProblem {}

    /// None of the trusted authorities signed the certificate, directly or through the chain.
    record Untrusted(String subject, String issuer) implements CertificateProblem {}

    /// The certificate does not suit its purpose; the reason names what it lacks.
    record Unsuitable(String subject, String reason) implements CertificateProblem {}

    /// A certificate of the chain is not valid yet.
    record NotYetValid(String subject, Instant notBefore) implements CertificateProblem {}

    /// A certificate of the chain has expired.
    record Expired(String subject, Instant notAfter) implements CertificateProblem {}

    /// One sentence for a person, without a full stop.
    default String sentence() {
        return switch (this) {
            case Empty(Part part) -> "the " + part.noun + " is empty";
            case Malformed(Part part) -> "the " + part.noun + " is not valid PEM";
            case NoCertificate() -> "the PEM text contains no certificate";
            case NoPrivateKey() -> "the PEM text contains no private key";
            case UnsupportedKey(String kind) -> "unsupported kind of private key: " + kind;
            case KeyMismatch(String subject) ->
                    "the private key does not match the certificate " + subject;
            case BrokenChain(String subject) ->
                    "the certificate " + subject + " is not signed by the next one in the chain";
            case Untrusted(String subject, String issuer) ->
                    "the certificate %s is not signed by a trusted authority; its issuer is %s"
                            .formatted(subject, issuer);
            case Unsuitable(String subject, String reason) ->
                    "the certificate " + subject + " is not suitable: " + reason;
            case NotYetValid(String subject, Instant notBefore) ->
                    "the certificate " + subject + " is not valid before " + notBefore;
            case Expired(String subject, Instant notAfter) ->
                    "the certificate " + subject + " expired at " + notAfter;
        };
    }
}
