package io.migrate.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads and writes the authorities as the entries of a Secret.
public final class StoredAuthorities {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String NEXT_CERTIFICATE = "next.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String BUNDLE = "ca.crt";

    /// The names of the entries. Other entries of the Secret are not changed.
    public static final Set<String> NAMES =
            Set.of(CERTIFICATE, KEY, NEXT_CERTIFICATE, NEXT_KEY, BUNDLE);

    private StoredAuthorities() {}

    /// Reads stored authorities. They are usable if the signing generation is: the rest can be
    /// recreated.
    ///
    /// @param now the signing generation must be valid at this instant
    public static ParseResult<Authorities> read(Map<String, String> texts, Instant now) {
        return switch (pair(texts, CERTIFICATE, KEY, now)) {
            case ParseResult.Unusable<CertificateAuthority>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
            case ParseResult.Usable<CertificateAuthority>(var signing) ->
                    new ParseResult.Usable<>(
                            new Authorities(signing, next(texts, now), bundle(texts)));
        };
    }

    /// Returns the entries for these authorities.
    public static Map<String, String> write(Authorities authorities) {
        var texts = new LinkedHashMap<String, String>();
        texts.put(CERTIFICATE, Pem.write(List.of(authorities.signing().certificate())));
        texts.put(KEY, Pem.write(authorities.signing().key()));
        authorities
                .next()
                .ifPresent(next -> {
                    texts.put(NEXT_CERTIFICATE, Pem.write(List.of(next.certificate())));
                    texts.put(NEXT_KEY, Pem.write(next.key()));
                });
        texts.put(BUNDLE, Pem.write(authorities.bundle()));
        return texts;
    }

    /// The certificates of the bundle, which may be the only entry left.
    static List<X509Certificate> bundle(Map<String, String> texts) {
        return switch (Pem.readCertificates(texts.getOrDefault(BUNDLE, ""))) {
            case ParseResult.Usable<List<X509Certificate>>(var certificates) ->
                    certificates.stream().filter(CertificateAuthority::maySign).toList();
            case ParseResult.Unusable<List<X509Certificate>> _ -> List.of();
        };
    }

    private static Optional<CertificateAuthority> next(Map<String, String> texts, Instant now) {
        return switch (pair(texts, NEXT_CERTIFICATE, NEXT_KEY, now)) {
            case ParseResult.Usable<CertificateAuthority>(var next) -> Optional.of(next);
            case ParseResult.Unusable<CertificateAuthority> _ -> Optional.empty();
        };
    }

    private static ParseResult<CertificateAuthority> pair(
            Map<String, String> texts, String certificate, String key, Instant now) {
        return Pem.readAuthority(
                texts.getOrDefault(certificate, ""), texts.getOrDefault(key, ""), now);
    }
}
