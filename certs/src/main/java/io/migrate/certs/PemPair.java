package io.migrate.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A certificate chain and its private key, valid now and suitable for their purpose.
record PemPair(List<X509Certificate> chain, PrivateKey key) {

    static ParseResult<PemPair> read(
            String certificates, String key, Purpose purpose, Instant now) {
        return switch (PemBlocks.certificates(certificates)) {
            case ParseResult.Unusable<List<X509Certificate>>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
            case ParseResult.Usable<List<X509Certificate>>(var chain) ->
                    switch (PemBlocks.privateKey(key)) {
                        case ParseResult.Unusable<PrivateKey>(CertificateProblem problem) ->
                                new ParseResult.Unusable<>(problem);
                        case ParseResult.Usable<PrivateKey>(var privateKey) ->
                                purpose.problem(chain, privateKey)
                                        .or(() -> outOfTime(chain, now))
                                        .<ParseResult<PemPair>>map(ParseResult.Unusable::new)
                                        .orElseGet(() ->
                                                new ParseResult.Usable<>(
                                                        new PemPair(chain, privateKey)));
                    };
        };
    }

    private static Optional<CertificateProblem> outOfTime(
            List<X509Certificate> chain, Instant now) {
        for (X509Certificate certificate : chain) {
            Instant notBefore = certificate.getNotBefore().toInstant();
            Instant notAfter = certificate.getNotAfter().toInstant();
            if (now.isBefore(notBefore)) {
                return Optional.of(
                        new CertificateProblem.NotYetValid(
                                Chains.subjectOf(certificate), notBefore));
            }
            if (now.isAfter(notAfter)) {
                return Optional.of(
                        new CertificateProblem.Expired(Chains.subjectOf(certificate), notAfter));
            }
        }
        return Optional.empty();
    }
}
