package io.migrate.migrator.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Reads private keys as OpenSSL, cert-manager and CloudNativePG write them: PKCS#8, encrypted or
/// not, PKCS#1 (`RSA PRIVATE KEY`), SEC1 (`EC PRIVATE KEY`); PEM or DER.
final class KeyFile {
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*)-----END"
                            + " \\1-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private KeyFile() {}

    static PrivateKey read(String file, Optional<char[]> password)
            throws UnusableFile, GeneralSecurityException {
        byte[] bytes = CertificateFiles.bytes(file, "sslkey");
        Matcher pem = PEM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            return encrypted(bytes).isPresent() ? decrypt(bytes, file, password) : key(bytes, file);
        }
        if (pem.group(2).contains("Proc-Type")) {
            throw new UnusableFile(
                    "sslkey %s is encrypted in OpenSSL's traditional format; convert it with openssl pkcs8 -topk8"
                            .formatted(file));
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
        return switch (pem.group(1)) {
            case "RSA PRIVATE KEY" -> key(Der.fromPkcs1(der), file);
            case "EC PRIVATE KEY" -> key(Der.fromSec1(der), file);
            case "ENCRYPTED PRIVATE KEY" -> decrypt(der, file, password);
            default -> key(der, file);
        };
    }

    private static PrivateKey key(byte[] der, String file)
            throws UnusableFile, GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException _) {
                // It is a key of a different algorithm.
            }
        }
        throw new UnusableFile(
                "sslkey %s contains no RSA, EC or EdDSA key in PEM or DER format".formatted(file));
    }

    private static Optional<EncryptedPrivateKeyInfo> encrypted(byte[] der) {
        try {
            return Optional.of(new EncryptedPrivateKeyInfo(der));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static PrivateKey decrypt(byte[] der, String file, Optional<char[]> password)
            throws UnusableFile, GeneralSecurityException {
        EncryptedPrivateKeyInfo info =
                encrypted(der)
                        .orElseThrow(() ->
                                new UnusableFile(
                                        "sslkey %s is not an encrypted key".formatted(file)));
        if (password.isEmpty()) {
            throw new UnusableFile(
                    "sslkey %s is encrypted, but sslpassword is not set".formatted(file));
        }
        String algorithm =
                info.getAlgName().equals("PBES2")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm)
                            .generateSecret(new PBEKeySpec(password.get())),
                    info.getAlgParameters());
            return key(info.getKeySpec(cipher).getEncoded(), file);
        } catch (InvalidKeySpecException _) {
            throw new UnusableFile(
                    "sslkey %s cannot be decrypted with sslpassword".formatted(file));
        }
    }
}
