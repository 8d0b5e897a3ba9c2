package io.migrate.webhook.admission;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

import java.util.Set;

/// The TLS options of the server.
///
/// @param chain certificates as PEM, the server's own first
/// @param key its private key as PEM, PKCS#8
/// @param clientAuth whether clients are asked for a certificate; they never have to present one
record ServerTls(String chain, String key, ClientAuth clientAuth) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setSsl(true)
                .setSslEngineOptions(Tls.here().options())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(false)
                .setClientAuth(clientAuth)
                .setTrustOptions(ClientCertificates.anyCertificate())
                .setKeyCertOptions(pair());
    }

    ServerSSLOptions updatedOptions() {
        return new ServerSSLOptions()
                .setKeyCertOptions(pair())
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
