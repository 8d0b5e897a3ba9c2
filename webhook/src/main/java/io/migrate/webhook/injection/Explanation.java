package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.Optional;

/// What becomes of a Pod, and why.
///
/// @param asked whether the Pod asks for a migration
/// @param policies that it is under, as far as they are known, in the order in which they run
/// @param verdict the decision; with its patch, warnings or problems
/// @param layout what stands on the Pod in the end; empty if nothing of ours does
public record Explanation(
        Asked asked,
        List<EffectivePolicy> policies,
        Verdict verdict,
        Optional<InjectedView> layout) {
    /// Copies what may change.
    public Explanation {
        policies = List.copyOf(policies);
    }

    /// What the Pod's annotations say.
    public enum Asked {
        YES,
        NO,
        /// They cannot be understood.
        UNCLEAR
    }
}
