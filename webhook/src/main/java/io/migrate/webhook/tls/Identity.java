package io.migrate.webhook.tls;

import io.migrate.certs.Leaf;
import io.migrate.certs.Pem;

import java.time.Instant;
import java.util.Optional;

/// A server's certificate chain and matching private key.
///
/// @param chain certificates as PEM, the server's own first
/// @param key its private key as PEM, PKCS#8
/// @param notBefore start of its validity
/// @param notAfter end of its validity
public record Identity(String chain, String key, Instant notBefore, Instant notAfter) {
    static Identity of(Leaf leaf) {
        return new Identity(
                Pem.write(leaf.chain()),
                Pem.write(leaf.key()),
                leaf.validity().notBefore(),
                leaf.validity().notAfter());
    }

    /// Why it is invalid at this instant; empty if it is valid.
    Optional<String> invalidAt(Instant now) {
        if (now.isAfter(notAfter)) {
            return Optional.of("it expired at " + notAfter);
        }
        return now.isBefore(notBefore)
                ? Optional.of("it is not valid before " + notBefore)
                : Optional.empty();
    }

    /// The validity period only: the key must not appear in logs.
    @Override
    public String toString() {
        return "identity from " + notBefore + " until " + notAfter;
    }
}
