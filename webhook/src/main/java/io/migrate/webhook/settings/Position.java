package io.migrate.webhook.settings;

/// Where among the Pod's init containers the migration is to stand.
public sealed interface Position {
    /// Directly before the named init container.
    record Before(String anchor) implements Position {}

    /// Directly after the named init container.
    record After(String anchor) implements Position {}

    /// The init container that is referred to.
    String anchor();
}
