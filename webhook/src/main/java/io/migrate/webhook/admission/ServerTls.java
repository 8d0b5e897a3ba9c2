package io.migrate.webhook.admission;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

import java.util.Set;

/// The TLS options of the server.
///
/// @param chain certificates as PEM, the server's own first
/// @param key its private key as PEM, PKCS#8
record ServerTls(String chain, String key) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setSsl(true)
                .setSslEngineOptions(Tls.here().options())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(false)
                .setKeyCertOptions(pair());
    }

    ServerSSLOptions updatedOptions() {
        return new ServerSSLOptions()
                .setKeyCertOptions(pair())
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(false);
    }

    private PemKeyCertOptions pair() {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(chain))
                .addKeyValue(Buffer.buffer(key));
    }
}
