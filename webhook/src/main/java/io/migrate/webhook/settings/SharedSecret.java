package io.migrate.webhook.settings;

/// What to do when a container of the application sees the Secret that only the migrator needs.
public enum SharedSecret {
    WARN,
    REFUSE
}
