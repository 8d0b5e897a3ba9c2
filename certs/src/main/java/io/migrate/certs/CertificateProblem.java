package io.migrate.certs;

import java.time.Instant;

/// Why a certificate and key cannot be used. No variant holds key material.
public sealed interface CertificateProblem {
    /// The two texts that make a pair, by the names they have in a Secret of type
    /// `kubernetes.io/tls`.
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

    /// There is nothing, or only white space.
    record Empty(Part part) implements CertificateProblem {}

    /// It is not PEM (RFC 7468), or what is in it cannot be decoded.
    record Garbled(Part part) implements CertificateProblem {}

    /// PEM, and no certificate in it.
    record NoCertificate() implements CertificateProblem {}

    /// PEM, and no private key in it.
    record NoPrivateKey() implements CertificateProblem {}

    /// The key is of a kind that is not taken: `RSA 1024`, `Ed25519`, `encrypted`.
    record UnsupportedKey(String kind) implements CertificateProblem {}

    /// The key belongs to another certificate.
    record KeyMismatch(String subject) implements CertificateProblem {}

    /// The certificate's signature is not by the one after it (RFC 5246, 7.4.2), or, if it claims
    /// to have signed itself, not by itself.
    record BrokenChain(String subject) implements CertificateProblem {}

    /// The certificate is not made for this; the reason says what it lacks.
    record Unfit(String subject, String reason) implements CertificateProblem {}

    /// A certificate of the chain is not valid yet.
    record NotYetValid(String subject, Instant notBefore) implements CertificateProblem {}

    /// A certificate of the chain is valid no longer.
    record Expired(String subject, Instant notAfter) implements CertificateProblem {}

    /// One sentence for a person, without a full stop.
    default String sentence() {
        return switch (this) {
            case Empty(Part part) -> "the " + part.noun + " is empty";
            case Garbled(Part part) -> "the " + part.noun + " is not readable as PEM";
            case NoCertificate() -> "there is no certificate in the PEM text";
            case NoPrivateKey() -> "there is no private key in the PEM text";
            case UnsupportedKey(String kind) -> "a private key of this kind is not taken: " + kind;
            case KeyMismatch(String subject) ->
                    "the private key is not that of the certificate " + subject;
            case BrokenChain(String subject) ->
                    "the certificate " + subject + " is not signed by the one after it";
            case Unfit(String subject, String reason) ->
                    "the certificate " + subject + " is not for this: " + reason;
            case NotYetValid(String subject, Instant notBefore) ->
                    "the certificate " + subject + " is not valid before " + notBefore;
            case Expired(String subject, Instant notAfter) ->
                    "the certificate " + subject + " expired at " + notAfter;
        };
    }
}
