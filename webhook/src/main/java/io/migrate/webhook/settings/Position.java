package io.migrate.webhook.settings;

/// Where the injected init containers go among the Pod's other init containers.
public sealed interface Position {
    /// Directly before the named init container.
    record Before(String anchor) implements Position {}

    /// Directly after the named init container.
    record After(String anchor) implements Position {}

    /// The name of that init container.
    String anchor();
}
