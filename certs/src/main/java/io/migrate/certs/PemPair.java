package io.migrate.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Certificates and a key that belong together and serve their purpose now.
record PemPair(List<X509Certificate> chain, PrivateKey key) {

    static Reading<PemPair> read(String certificates, String key, Purpose purpose, Instant now) {
        return switch (PemBlocks.certificates(certificates)) {
            case Reading.Unusable<List<X509Certificate>>(Flaw flaw) -> new Reading.Unusable<>(flaw);
            case Reading.Usable<List<X509Certificate>>(var chain) ->
                    switch (PemBlocks.privateKey(key)) {
                        case Reading.Unusable<PrivateKey>(Flaw flaw) ->
                                new Reading.Unusable<>(flaw);
                        case Reading.Usable<PrivateKey>(var secret) ->
                                purpose.flaw(chain, secret)
                                        .or(() -> outOfTime(chain, now))
                                        .<Reading<PemPair>>map(Reading.Unusable::new)
                                        .orElseGet(() ->
                                                new Reading.Usable<>(new PemPair(chain, secret)));
                    };
        };
    }

    private static Optional<Flaw> outOfTime(List<X509Certificate> chain, Instant now) {
        for (X509Certificate certificate : chain) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            Instant notAfter = certificate.getNotAfter().toInstant();
            if (now.isBefore(notBefore)) {
                return Optional.of(new Flaw.NotYetValid(Chains.subjectOf(certificate), notBefore));
            }
            if (now.isAfter(notAfter)) {
                return Optional.of(new Flaw.Expired(Chains.subjectOf(certificate), notAfter));
            }
        }
        return Optional.empty();
    }
}
