package io.migrate.certs;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;

/// Key material. Generated keys are P-256, which every API server accepts (some refuse Ed25519).
final class Keys {
    private static final byte[] PROBE = "one pair".getBytes(StandardCharsets.US_ASCII);

    private Keys() {}

    static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot generate P-256 keys", e);
        }
    }

    /// 128 random bits, positive as RFC 5280, 4.1.2.2 requires.
    static BigInteger serial() {
        return new BigInteger(128, new SecureRandom()).add(BigInteger.ONE);
    }

    /// Whether the keys form a pair: signs with one and verifies with the other.
    static boolean match(PublicKey publicKey, PrivateKey privateKey) {
        String algorithm = privateKey instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // an RSA key beside an EC certificate, an unknown algorithm
        }
    }

    static boolean isP256(Key key) {
        return key instanceof ECKey ec && ec.getParams().getOrder().bitLength() == 256;
    }

    /// Whether all API servers accept this key from a TLS server.
    static boolean servesTls(Key key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength() >= 2048;
            case ECKey _ -> true; // the JDK supports only P-256, P-384 and P-521
            default -> false;
        };
    }

    /// `EC 256`, `RSA 1024`, `EdDSA`, for messages.
    static String describe(Key key) {
        return switch (key) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            default -> key.getAlgorithm();
        };
    }
}
