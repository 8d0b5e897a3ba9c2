package io.migrate.migrator.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The server's side of SCRAM with Java's cryptography, correct unless something is replaced.
///
/// @param password what it believes the password to be
/// @param iterations in its first message
/// @param flaw what is wrong with it
record ScramServer(String password, int iterations, Flaw flaw) {
    enum Flaw {
        NONE,
        OTHER_NONCE,
        SAME_NONCE,
        NO_ITERATIONS,
        MANY_ITERATIONS,
        NO_SALT,
        EXTENSION,
        WRONG_SIGNATURE,
        SHORT_SIGNATURE,
        ERROR,
        NO_FINAL,
        NEITHER_CHALLENGE_NOR_FINAL,
        FINAL_ONLY,
        OTHER_MECHANISM,
        PLUS_WITHOUT_TLS,
        NO_MECHANISM
    }

    /// The offer.
    byte[] first() {
        return Messages.authentication(
                10,
                switch (flaw) {
                    case OTHER_MECHANISM -> "SCRAM-SHA-1\0OAUTHBEARER\0\0";
                    case PLUS_WITHOUT_TLS -> "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0";
                    case NO_MECHANISM -> "\0";
                    default -> "SCRAM-SHA-256\0\0";
                });
    }

    /// The challenge.
    ///
    /// @param clientFirst the client's message, from its type on
    List<byte[]> challenge(byte[] clientFirst) {
        return switch (flaw) {
            case NEITHER_CHALLENGE_NOR_FINAL -> List.of();
            case FINAL_ONLY -> List.of(Messages.authentication(12, "v="));
            default -> List.of(Messages.authentication(11, challengeText(clientFirst)));
        };
    }

    private String challengeText(byte[] clientFirst) {
        String nonce = bare(clientFirst).replaceFirst(".*r=", "");
        String both =
                switch (flaw) {
                    case OTHER_NONCE -> "x" + nonce;
                    case SAME_NONCE -> nonce;
                    default -> nonce + "3rfcNHYJY1ZVvWVs7j";
                };
        String count =
                switch (flaw) {
                    case NO_ITERATIONS -> "0";
                    case MANY_ITERATIONS -> "2000000000";
                    default -> "" + iterations;
                };
        String salt = flaw == Flaw.NO_SALT ? "*" : Base64.getEncoder().encodeToString(salt());
        return "r=%s,s=%s,i=%s%s"
                .formatted(both, salt, count, flaw == Flaw.EXTENSION ? ",m=x" : "");
    }

    private static String bare(byte[] clientFirst) {
        var text = new String(clientFirst, StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("n=,r="));
    }

    private static byte[] salt() {
        var salt = new byte[16];
        new Random(1).nextBytes(salt);
        return salt;
    }

    /// The end of the exchange, which never looks at the client's proof.
    List<byte[]> last(byte[] clientFirst, byte[] clientFinal) throws Exception {
        var last = new String(clientFinal, 1, clientFinal.length - 1, StandardCharsets.US_ASCII);
        String exchange =
                bare(clientFirst)
                        + ","
                        + challengeText(clientFirst)
                        + ","
                        + last.substring(0, last.indexOf(",p="));
        byte[] salted =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(
                                new PBEKeySpec(password.toCharArray(), salt(), iterations, 256))
                        .getEncoded();
        byte[] signature = hmac(hmac(salted, "Server Key"), exchange);
        if (flaw == Flaw.WRONG_SIGNATURE) {
            signature[31] ^= 1;
        }
        String text = "v=" + Base64.getEncoder().encodeToString(signature);
        return switch (flaw) {
            case NO_FINAL -> List.of();
            case SHORT_SIGNATURE -> List.of(Messages.authentication(12, text.substring(0, 20)));
            case ERROR -> List.of(Messages.authentication(12, "e=invalid-proof"));
            default -> List.of(Messages.authentication(12, text));
        };
    }

    private static byte[] hmac(byte[] key, String message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message.getBytes(StandardCharsets.US_ASCII));
    }
}
