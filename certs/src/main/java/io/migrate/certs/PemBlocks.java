package io.migrate.certs;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Extracts the blocks of the requested kind from a PEM text and ignores the others.
final class PemBlocks {
    private PemBlocks() {}

    static ParseResult<List<X509Certificate>> certificates(String text) {
        return switch (blocks(text, CertificateProblem.Part.CERTIFICATE)) {
            case ParseResult.Unusable<List<Object>>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
            case ParseResult.Usable<List<Object>>(var blocks) -> convertCertificates(blocks);
        };
    }

    static ParseResult<PrivateKey> privateKey(String text) {
        return switch (blocks(text, CertificateProblem.Part.PRIVATE_KEY)) {
            case ParseResult.Unusable<List<Object>>(CertificateProblem problem) ->
                    new ParseResult.Unusable<>(problem);
            case ParseResult.Usable<List<Object>>(var blocks) -> convertFirstKey(blocks);
        };
    }

    private static ParseResult<List<X509Certificate>> convertCertificates(List<Object> blocks) {
        var converter = new JcaX509CertificateConverter();
        var certificates = new ArrayList<X509Certificate>();
        try {
            for (Object block : blocks) {
                if (block instanceof X509CertificateHolder holder) {
                    if (!hasWholeSignature(holder)) {
                        return new ParseResult.Unusable<>(
                                new CertificateProblem.Malformed(
                                        CertificateProblem.Part.CERTIFICATE));
                    }
                    certificates.add(converter.getCertificate(holder));
                }
            }
        } catch (CertificateException _) {
            return new ParseResult.Unusable<>(
                    new CertificateProblem.Malformed(CertificateProblem.Part.CERTIFICATE));
        }
        return certificates.isEmpty()
                ? new ParseResult.Unusable<>(new CertificateProblem.NoCertificate())
                : new ParseResult.Usable<>(List.copyOf(certificates));
    }

    /// A signature is a string of octets in a BIT STRING (RFC 5280, 4.1.1.3). If it declares unused
    /// bits in its last octet, the JDK verifies it but Go shifts them out, and the API server would
    /// refuse every handshake.
    private static boolean hasWholeSignature(X509CertificateHolder holder) {
        return holder.toASN1Structure().getSignature().getPadBits() == 0;
    }

    private static ParseResult<PrivateKey> convertFirstKey(List<Object> blocks) {
        for (Object block : blocks) {
            switch (block) {
                case PrivateKeyInfo pkcs8 -> {
                    return convert(pkcs8);
                }
                case PEMKeyPair older -> {
                    return convert(older.getPrivateKeyInfo());
                }
                case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ -> {
                    return new ParseResult.Unusable<>(
                            new CertificateProblem.UnsupportedKey("encrypted"));
                }
                default -> {} // OpenSSL writes "EC PARAMETERS" before the key
            }
        }
        return new ParseResult.Unusable<>(new CertificateProblem.NoPrivateKey());
    }

    private static ParseResult<PrivateKey> convert(PrivateKeyInfo key) {
        try {
            return new ParseResult.Usable<>(new JcaPEMKeyConverter().getPrivateKey(key));
        } catch (PEMException _) {
            return new ParseResult.Unusable<>(
                    new CertificateProblem.Malformed(CertificateProblem.Part.PRIVATE_KEY));
        }
    }

    private static ParseResult<List<Object>> blocks(String text, CertificateProblem.Part part) {
        if (text.isBlank()) {
            return new ParseResult.Unusable<>(new CertificateProblem.Empty(part));
        }
        var blocks = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException _) {
            blocks.clear(); // a partial chain is useless
        }
        return blocks.isEmpty()
                ? new ParseResult.Unusable<>(new CertificateProblem.Malformed(part))
                : new ParseResult.Usable<>(blocks);
    }
}
