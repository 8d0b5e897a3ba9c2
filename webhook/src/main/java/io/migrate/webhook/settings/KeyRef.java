package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

/// A key of a Secret or ConfigMap in the Pod's namespace: `{name, key}` in a policy.
public record KeyRef(String name, String key) {
    /// Rejects null.
    public KeyRef {
        requireNonNull(name, "name is null");
        requireNonNull(key, "key is null");
    }

    /// Returns `NAME/KEY`, the notation of annotations.
    @Override
    public String toString() {
        return name + "/" + key;
    }
}
