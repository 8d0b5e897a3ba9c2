package io.migrate.webhook.settings;

/// What the migrator does with what is pending.
public enum Mode {
    /// Applies it.
    MIGRATE,
    /// Fails if there is any.
    VALIDATE,
    /// Waits until another has applied it.
    WAIT
}
