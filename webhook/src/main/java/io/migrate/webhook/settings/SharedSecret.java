package io.migrate.webhook.settings;

/// What to do if an application container can read the Secret that only the migrator needs.
public enum SharedSecret {
    WARN,
    REFUSE
}
