package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.Optional;

/// Tells what {@link Injector} does and why, in its own words: it is the one that decides.
public final class Explainer {
    private Explainer() {}

    /// Explains what becomes of a Pod.
    ///
    /// @param tree the Pod; it is not changed
    public static Explanation explain(ObjectNode tree, Namespace namespace, Policies policies) {
        OptIn optIn = Annotations.read(tree.path("metadata"), policies.constraints().unknownKeys());
        List<EffectivePolicy> effective =
                optIn instanceof OptIn.OptedIn in
                        ? Selection.of(in, namespace.name(), policies).effective()
                        : List.of();
        Verdict verdict = Injector.inject(tree, namespace, policies);
        return new Explanation(asked(optIn), effective, verdict, layout(verdict, effective));
    }

    private static Explanation.Asked asked(OptIn optIn) {
        return switch (optIn) {
            case OptIn.OptedIn _ -> Explanation.Asked.YES;
            case OptIn.OptedOut _ -> Explanation.Asked.NO;
            case OptIn.Invalid _ -> Explanation.Asked.UNCLEAR;
        };
    }

    private static Optional<InjectedView> layout(Verdict verdict, List<EffectivePolicy> policies) {
        return switch (verdict) {
            case Verdict.Injected injected ->
                    Optional.of(InjectedView.of(injected.pod(), policies));
            case Verdict.Untouched _, Verdict.Refused _ -> Optional.empty();
        };
    }
}
