package io.migrate.migrator.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// What ties a login to the TLS connection: https://www.rfc-editor.org/rfc/rfc5802 (section 6) and
/// https://www.rfc-editor.org/rfc/rfc5929 (section 4, tls-server-end-point).
///
/// @param mechanism of SASL
/// @param header of GS2, the beginning of the first message
/// @param input what the client's proof covers: the header and, with channel binding, the hash of
///   the server's certificate; base64
record ChannelBinding(String mechanism, String header, String input) {
    private static final String PLAIN = "SCRAM-SHA-256";
    private static final String PLUS = "SCRAM-SHA-256-PLUS";

    /// Chooses as the driver does.
    ///
    /// @param offer the server's mechanisms, each followed by a NUL
    static ChannelBinding choose(Incoming offer, Optional<X509Certificate> server, Policy policy)
            throws GeneralSecurityException, Unanswered {
        boolean offersPlain = false;
        boolean offersPlus = false;
        String each = offer.text();
        while (!each.isEmpty()) {
            offersPlain |= each.equals(PLAIN);
            offersPlus |= each.equals(PLUS);
            each = offer.text();
        }
        offer.end();
        if (offersPlus && server.isEmpty()) {
            throw new Unanswered("the server offers channel binding without TLS");
        }
        if (offersPlus && policy.bindsChannel()) {
            return of(PLUS, "p=tls-server-end-point,,", hash(server.orElseThrow()));
        }
        if (policy.requiresBinding() || !offersPlain) {
            throw new Unanswered("the server offers no mechanism that is allowed");
        }
        // The server refuses "y" if it did offer channel binding and somebody removed the offer.
        boolean missesOffer = policy.bindsChannel() && server.isPresent();
        return of(PLAIN, missesOffer ? "y,," : "n,,", new byte[0]);
    }

    private static ChannelBinding of(String mechanism, String header, byte[] data) {
        byte[] start = header.getBytes(StandardCharsets.US_ASCII);
        byte[] input = Arrays.copyOf(start, start.length + data.length);
        System.arraycopy(data, 0, input, start.length, data.length);
        return new ChannelBinding(mechanism, header, Base64.getEncoder().encodeToString(input));
    }

    /// With the hash function of the certificate's signature, or SHA-256 instead of older ones.
    private static byte[] hash(X509Certificate certificate)
            throws GeneralSecurityException, Unanswered {
        String signature = certificate.getSigAlgName();
        int with = signature.indexOf("with");
        String algorithm =
                switch (with < 0 ? "" : signature.substring(0, with)) {
                    case "MD5", "SHA1", "SHA256" -> "SHA-256";
                    case "SHA384" -> "SHA-384";
                    case "SHA512" -> "SHA-512";
                    default -> throw new Unanswered("no channel binding for " + signature);
                };
        return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
    }
}
