package io.migrate.webhook.admission;

import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;

/// Who speaks TLS. Java's own is quick only once its larger compiler has got to it, and that one
/// takes more memory than a replica has; BoringSSL is quick at once.
public enum Tls {
    BORING_SSL("BoringSSL"),
    /// Where there is no BoringSSL: on another system than Linux, without a place to unpack it, or
    /// with `-Dio.netty.handler.ssl.noOpenSsl=true`.
    JAVA("Java");

    private final String title;

    Tls(String title) {
        this.title = title;
    }

    /// The one of this process.
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
