package io.migrate.webhook.admission;

import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;

/// The TLS implementation. Java's own is fast only after the optimizing compiler has compiled it,
/// which takes more memory than a replica has; BoringSSL is fast from the start.
public enum Tls {
    BORING_SSL("BoringSSL"),
    /// Used if BoringSSL is not available: on systems other than Linux, without a writable folder
    /// to unpack it, or with `-Dio.netty.handler.ssl.noOpenSsl=true`.
    JAVA("Java");

    private final String title;

    Tls(String title) {
        this.title = title;
    }

    /// Returns the implementation that this process uses.
    public static Tls here() {
        return OpenSSLEngineOptions.isAvailable() ? BORING_SSL : JAVA;
    }

    SSLEngineOptions options() {
        return switch (this) {
            case BORING_SSL -> new OpenSSLEngineOptions();
            case JAVA -> new JdkSSLEngineOptions();
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
