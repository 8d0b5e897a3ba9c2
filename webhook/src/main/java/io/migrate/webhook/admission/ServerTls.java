package io.migrate.webhook.admission;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

import java.util.List;
import java.util.Set;

/// The TLS options of the server.
///
/// @param chain certificates as PEM, the server's own first
/// @param key its private key as PEM, PKCS#8
/// @param clientAuth whether clients are asked for a certificate; they never have to present one
record ServerTls(String chain, String key, ClientAuth clientAuth) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    /// Those of TLS 1.3, and of TLS 1.2 those with forward secrecy and authenticated encryption, as
    /// RFC 9325, 4.2 recommends. All API servers know them.
    private static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    HttpServerOptions serverOptions() {
        var options = new HttpServerOptions();
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        return options.setSsl(true)
                .setSslEngineOptions(Tls.here().options())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(false)
                .setClientAuth(clientAuth)
                .setTrustOptions(ClientCertificates.anyCertificate())
                .setKeyCertOptions(pair());
    }

    ServerSSLOptions updatedOptions() {
        var options = new ServerSSLOptions();
        CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
        return options.setKeyCertOptions(pair())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setClientAuth(clientAuth)
                .setTrustOptions(ClientCertificates.anyCertificate())
                .setUseAlpn(false);
    }

    private PemKeyCertOptions pair() {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(chain))
                .addKeyValue(Buffer.buffer(key));
    }
}
