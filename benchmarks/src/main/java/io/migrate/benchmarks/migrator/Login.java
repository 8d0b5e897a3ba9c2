package io.migrate.benchmarks.migrator;

import java.util.Locale;

/// How clients log in at the [Server].
public enum Login {
    /// Without a password, as no Pod does.
    TRUST("trusted", "disable"),
    /// With a password and SCRAM-SHA-256, unencrypted.
    SCRAM("shop:benchmark", "disable"),
    /// The same with TLS; the certificate is not verified, because not every tool does that alike.
    TLS("shop:benchmark", "require");

    private final String user;
    private final String sslmode;

    Login(String user, String sslmode) {
        this.user = user;
        this.sslmode = sslmode;
    }

    /// The URL of a database in the form of libpq.
    String url(int port, String database) {
        return "postgresql://%s@127.0.0.1:%d/%s?sslmode=%s"
                .formatted(user, port, database, sslmode);
    }

    /// The name in figures.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
