package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Policies;

import java.util.Map;

/// All that is known of a cluster at one moment; never changes.
///
/// @param namespaces by their names
public record ClusterSnapshot(Policies policies, Map<String, Namespace> namespaces) {
    /// Copies what may change.
    public ClusterSnapshot {
        namespaces = Map.copyOf(namespaces);
    }

    /// Policies alone, as files tell them.
    public static ClusterSnapshot of(Policies policies) {
        return new ClusterSnapshot(policies, Map.of());
    }

    /// A namespace, of which nothing but its name may be known.
    public Namespace namespace(String name) {
        Namespace known = namespaces.get(name);
        return known == null ? Namespace.named(name) : known;
    }
}
