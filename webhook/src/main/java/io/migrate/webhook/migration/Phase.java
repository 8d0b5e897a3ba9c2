package io.migrate.webhook.migration;

import java.util.Locale;

/// How it stands with a Pod's migration under one policy, in a word.
public enum Phase {
    /// It has not begun.
    WAITING,
    RUNNING,
    MIGRATED,
    /// The newest run failed; kubelet tries again unless the Pod says otherwise.
    FAILED,
    /// It cannot begin until somebody does something.
    BLOCKED;

    /// The value of a metric's label.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
