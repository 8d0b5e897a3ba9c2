package io.migrate.certs;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Certificates and keys as text (RFC 7468), with `\n` at the end of every line.
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /// One block for each certificate, in this order.
    public static String write(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::block).collect(Collectors.joining());
    }

    /// The key as PKCS#8 (RFC 5958), not encrypted.
    public static String write(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /// Reads a server's certificate chain, its own certificate first, and its key, in PKCS#8 or the
    /// older EC and RSA formats. Other blocks are ignored.
    ///
    /// @param now every certificate of the chain must be valid at this instant
    public static ParseResult<Leaf> readLeaf(String certificates, String key, Instant now) {
        return switch (PemPair.read(certificates, key, Purpose.SERVER, now)) {
            case ParseResult.Usable<PemPair>(PemPair(var chain, var privateKey)) ->
                    new ParseResult.Usable<>(new Leaf(chain, privateKey));
            case ParseResult.Unusable<PemPair>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
        };
    }

    /// Reads a stored authority: its certificate and its key. Further certificates are ignored.
    ///
    /// @param now the certificate must be valid at this instant
    public static ParseResult<CertificateAuthority> readAuthority(
            String certificate, String key, Instant now) {
        return switch (PemPair.read(certificate, key, Purpose.AUTHORITY, now)) {
            case ParseResult.Usable<PemPair>(PemPair(var chain, var privateKey)) ->
                    new ParseResult.Usable<>(
                            new CertificateAuthority(chain.getFirst(), privateKey));
            case ParseResult.Unusable<PemPair>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
        };
    }

    /// Reads trusted certificates. Their validity is not checked.
    public static ParseResult<List<X509Certificate>> readCertificates(String text) {
        return PemBlocks.certificates(text);
    }

    private static String block(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(der), label);
    }
}
