package io.migrate.webhook.migration;

import java.util.Locale;

/// The phase of a Pod's migration under one policy.
public enum Phase {
    /// The migration has not started.
    WAITING,
    RUNNING,
    MIGRATED,
    /// The newest run failed; kubelet retries unless the Pod's restart policy is `Never`.
    FAILED,
    /// The migration cannot start until a user intervenes.
    BLOCKED;

    /// Returns the value of the metric label `state`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
