package io.migrate.migrator.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.stream.Collectors;

import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Creates trust managers for server certificates.
final class ServerTrust {
    private ServerTrust() {}

    /// Trusts certificates signed by the given authorities.
    ///
    /// @param file a file of CA certificates; if empty or `system`, Java's own
    static TrustManager[] of(String file) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (file.isEmpty() || file.equals("system")) {
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        }
        var anchors =
                CertificateFiles.read(file, "sslrootcert").stream()
                        .map(certificate -> new TrustAnchor(certificate, null))
                        .collect(Collectors.toSet());
        var parameters = new PKIXBuilderParameters(anchors, null);
        // Revocation lists are not supported.
        parameters.setRevocationEnabled(false);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    /// Trusts every server: `sslmode=require` and weaker modes encrypt without verification.
    static TrustManager[] trustAll() {
        return new TrustManager[] {new TrustAll()};
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
