package io.migrate.webhook.settings;

/// What to do if another container can read the Secret that only the migrator needs, by itself or
/// in the migrator's environment.
public enum SharedSecret {
    WARN,
    REFUSE
}
