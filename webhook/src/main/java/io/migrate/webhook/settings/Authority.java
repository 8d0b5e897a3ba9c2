package io.migrate.webhook.settings;

/// Where the CA certificate is that the database's certificate is verified against.
public sealed interface Authority {
    /// In a ConfigMap.
    record ConfigMap(KeyRef key) implements Authority {}

    /// In a Secret.
    record Secret(KeyRef key) implements Authority {}

    /// The object and the key in it.
    KeyRef key();
}
