package io.migrate.webhook.observer;

import io.migrate.webhook.policy.Policies;

/// The policies that a Pod can be under. A Pod may name any; those that there are bound what is
/// written and counted.
record KnownPolicies(Policies policies) {
    /// A namespace without a policy has one all the same, that of the built-in values.
    boolean has(String namespace, String policy) {
        return policies.find(namespace, policy).isPresent()
                || (policy.equals(Policies.DEFAULT) && policies.names(namespace).isEmpty());
    }
}
