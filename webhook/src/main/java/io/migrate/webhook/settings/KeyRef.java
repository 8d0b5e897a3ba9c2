package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

/// One key of a Secret or ConfigMap in the Pod's namespace, `{name, key}` as Kubernetes writes it.
public record KeyRef(String name, String key) {
    /// Neither may be null.
    public KeyRef {
        requireNonNull(name, "name is null");
        requireNonNull(key, "key is null");
    }

    /// `NAME/KEY`, as an annotation writes it.
    @Override
    public String toString() {
        return name + "/" + key;
    }
}
