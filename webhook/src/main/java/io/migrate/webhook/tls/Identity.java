package io.migrate.webhook.tls;

import io.migrate.certs.Leaf;
import io.migrate.certs.Pem;

import java.time.Instant;
import java.util.Optional;

/// What the server shows and proves itself with; certificate and key are a pair.
///
/// @param chain certificates as PEM, the server's own first
/// @param key its private key as PEM, PKCS#8
/// @param notBefore when it begins to be valid
/// @param notAfter when it ends
public record Identity(String chain, String key, Instant notBefore, Instant notAfter) {
    static Identity of(Leaf leaf) {
        return new Identity(
                Pem.write(leaf.chain()),
                Pem.write(leaf.key()),
                leaf.validity().notBefore(),
                leaf.validity().notAfter());
    }

    /// Why no client takes it at this instant; empty if clients do.
    Optional<String> invalidAt(Instant now) {
        if (now.isAfter(notAfter)) {
            return Optional.of("it expired at " + notAfter);
        }
        return now.isBefore(notBefore)
                ? Optional.of("it is not valid before " + notBefore)
                : Optional.empty();
    }

    /// What is public of it: the key stays out of logs.
    @Override
    public String toString() {
        return "identity from " + notBefore + " until " + notAfter;
    }
}
