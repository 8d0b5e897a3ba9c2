package io.migrate.webhook.settings;

/// Where the certificate authority lies that the database's certificate is checked against.
public sealed interface Authority {
    /// In a ConfigMap.
    record ConfigMap(KeyRef key) implements Authority {}

    /// In a Secret.
    record Secret(KeyRef key) implements Authority {}

    /// Object and key.
    KeyRef key();
}
