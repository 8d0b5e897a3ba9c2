package io.migrate.webhook.observer;

import io.migrate.webhook.policy.Policies;

/// The namespace and the name of a policy.
public record PolicyKey(String namespace, String name) {
    /// Returns whether the policy exists. A Pod can name any policy; only those that exist are
    /// counted and reported, which bounds the number of Events and of time series.
    ///
    /// A namespace without policies has the built-in one, `default`.
    boolean existsIn(Policies policies) {
        return policies.find(namespace, name).isPresent()
                || (name.equals(Policies.DEFAULT) && policies.names(namespace).isEmpty());
    }
}
