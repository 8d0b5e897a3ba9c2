package io.migrate.webhook.workload;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

/// Problems that disappear when a missing policy is created. Helm and kustomize apply policies
/// after Deployments, so refusing the Deployments would fail a correct installation. The Pods are
/// refused until the policy exists, and their controllers retry.
final class MissingPolicy {
    private MissingPolicy() {}

    static boolean is(Problem problem, Decision decision) {
        return switch (decision.asked()) {
            case YES -> isMissingPolicy(problem) || isMissingSource(problem, decision);
            case NO, UNCLEAR -> false;
        };
    }

    /// With a valid value, this is the only problem of the key.
    private static boolean isMissingPolicy(Problem problem) {
        return problem.field().equals(Fields.PREFIX + "policy");
    }

    private static boolean isMissingSource(Problem problem, Decision decision) {
        return problem.field().equals(Fields.PREFIX + "source")
                && decision.policies().stream()
                        .anyMatch(each -> !hasPolicy(each) && each.find(Fields.SOURCE).isEmpty());
    }

    private static boolean hasPolicy(EffectivePolicy policy) {
        return policy.layers().stream().anyMatch(each -> each.origin() instanceof Origin.Namespace);
    }
}
