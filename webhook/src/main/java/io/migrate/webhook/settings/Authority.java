package io.migrate.webhook.settings;

/// The location of the CA certificate that verifies the database's certificate.
public sealed interface Authority {
    /// In a ConfigMap.
    record ConfigMap(KeyRef key) implements Authority {}

    /// In a Secret.
    record Secret(KeyRef key) implements Authority {}

    /// The object and the key in it.
    KeyRef key();
}
