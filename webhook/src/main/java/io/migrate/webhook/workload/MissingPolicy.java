package io.migrate.webhook.workload;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

/// Problems that a policy solves which is not there yet. Helm and kustomize apply policies after
/// Deployments: to refuse these would fail an installation that is in order a second later. The
/// Pods are refused until then, and their controllers try again.
final class MissingPolicy {
    private MissingPolicy() {}

    static boolean is(Problem problem, Decision decision) {
        return switch (decision.asked()) {
            case YES -> isMissingPolicy(problem) || isMissingSource(problem, decision);
            case NO, UNCLEAR -> false;
        };
    }

    /// What may be wrong with the key once its value is understood.
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
