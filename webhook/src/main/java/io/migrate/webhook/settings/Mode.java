package io.migrate.webhook.settings;

/// What the migrator does about pending migrations.
public enum Mode {
    /// Applies them.
    MIGRATE,
    /// Fails if there are any.
    VALIDATE,
    /// Waits until another migrator has applied them.
    WAIT
}
