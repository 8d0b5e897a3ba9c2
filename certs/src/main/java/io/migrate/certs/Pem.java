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

    /// Reads what a server shows: the chain with its own certificate first, and its key, in PKCS#8
    /// or in the older forms of EC and RSA. Other blocks between them are passed over.
    ///
    /// @param now every certificate of the chain must be valid at this instant
    public static ParseResult<Leaf> readLeaf(String certificates, String key, Instant now) {
        return switch (PemPair.read(certificates, key, Purpose.SERVER, now)) {
            case ParseResult.Usable<PemPair>(PemPair(var chain, var secret)) ->
                    new ParseResult.Usable<>(new Leaf(chain, secret));
            case ParseResult.Unusable<PemPair>(CertificateProblem flaw) ->
                    new ParseResult.Unusable<>(flaw);
        };
    }

    /// Reads a stored authority: its certificate and its key. What follows the first certificate is
    /// passed over.
    ///
    /// @param now the certificate must be valid at this instant
    public static ParseResult<CertificateAuthority> readAuthority(
            String certificate, String key, Instant now) {
        return switch (PemPair.read(certificate, key, Purpose.AUTHORITY, now)) {
            case ParseResult.Usable<PemPair>(PemPair(var chain, var secret)) ->
                    new ParseResult.Usable<>(new CertificateAuthority(chain.getFirst(), secret));
            case ParseResult.Unusable<PemPair>(CertificateProblem flaw) ->
                    new ParseResult.Unusable<>(flaw);
        };
    }

    /// Reads certificates that stand for themselves: what a client trusts. Whether they are valid
    /// is not looked at.
    public static ParseResult<List<X509Certificate>> readCertificates(String text) {
        return PemBlocks.certificates(text);
    }

    private static String block(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        }
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, LINES.encodeToString(der), label);
    }
}
