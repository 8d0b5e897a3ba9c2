package io.migrate.migrator.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// The client certificate and its key. As in libpq, the certificate is sent regardless of which
/// authorities the server accepts.
final class ClientIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /// @param certificate a file; if empty, `keyFile` contains both
    static ClientIdentity read(String certificate, String keyFile, Optional<char[]> password)
            throws IOException, GeneralSecurityException {
        KeyPermissions.check(keyFile);
        if (certificate.isEmpty()) {
            return store(keyFile, password);
        }
        PrivateKey key = KeyFile.read(keyFile, password);
        List<X509Certificate> chain = CertificateFiles.read(certificate, "sslcert");
        if (!matches(key, chain.getFirst())) {
            throw new UnusableFile(
                    "sslkey %s does not match sslcert %s".formatted(keyFile, certificate));
        }
        return new ClientIdentity(key, chain);
    }

    private static ClientIdentity store(String file, Optional<char[]> password)
            throws IOException, GeneralSecurityException {
        byte[] bytes = CertificateFiles.bytes(file, "sslkey");
        char[] secret = password.orElse(new char[0]);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), secret);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, secret) instanceof PrivateKey key) {
                    return new ClientIdentity(
                            key,
                            Stream.of(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
        } catch (IOException _) {
            throw new UnusableFile(
                    "sslkey %s is not a PKCS#12 file, or sslpassword is wrong".formatted(file));
        }
        throw new UnusableFile("sslkey %s contains no key".formatted(file));
    }

    private static boolean matches(PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update((byte) 1);
        return signature.verify(signed);
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null; // none: this is a client
    }
}
