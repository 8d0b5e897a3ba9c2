package io.migrate.webhook.injection;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.policy.Policies;

import java.util.Map;

/// An immutable snapshot of what the webhook knows about a cluster.
///
/// @param namespaces by their names
public record ClusterSnapshot(Policies policies, Map<String, Namespace> namespaces) {
    /// Copies the collections.
    public ClusterSnapshot {
        namespaces = Map.copyOf(namespaces);
    }

    /// Returns a snapshot of policies alone, such as those from files.
    public static ClusterSnapshot of(Policies policies) {
        return new ClusterSnapshot(policies, Map.of());
    }

    /// Returns a namespace; if it is unknown, one with nothing but its name.
    public Namespace namespace(String name) {
        Namespace known = namespaces.get(name);
        return known == null ? Namespace.named(name) : known;
    }
}
