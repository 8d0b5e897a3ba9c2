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

/// Who may be at the other end.
final class ServerTrust {
    private ServerTrust() {}

    /// Whoever has a certificate of one of these authorities.
    ///
    /// @param file of certificates; empty or `system`: those that Java brings along
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
        // There is no list of revoked certificates to look at.
        parameters.setRevocationEnabled(false);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    /// Anybody: `sslmode=require` and less encrypt, and no more.
    static TrustManager[] anybody() {
        return new TrustManager[] {new Anybody()};
    }

    private static final class Anybody extends X509ExtendedTrustManager {
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
