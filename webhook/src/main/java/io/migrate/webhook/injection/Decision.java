package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.Optional;

/// What happens to a Pod, and the policies that this is based on.
///
/// @param asked whether the Pod asks for a migration
/// @param policies that apply to the Pod, as far as they are known, in the order in which they run
/// @param verdict what happens to the Pod, with its patch, warnings or problems
public record Decision(Asked asked, List<EffectivePolicy> policies, Verdict verdict) {
    /// Copies the collections.
    public Decision {
        policies = List.copyOf(policies);
    }

    /// What the Pod's annotations ask for.
    public enum Asked {
        YES,
        NO,
        /// The annotations are invalid.
        UNCLEAR
    }

    /// Describes what the Pod contains after injection; empty if nothing is injected.
    public Optional<InjectedView> view() {
        return switch (verdict) {
            case Verdict.Injected injected ->
                    Optional.of(InjectedView.of(injected.pod(), policies, injected.status()));
            case Verdict.Untouched _, Verdict.Refused _ -> Optional.empty();
        };
    }
}
