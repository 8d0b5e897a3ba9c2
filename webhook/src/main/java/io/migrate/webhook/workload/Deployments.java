package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.EffectivePolicy;

import java.util.List;
import java.util.stream.Stream;

/// Warnings about the migration in the Pods of a Deployment
/// (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds).
final class Deployments {
    private static final String DEADLINE = "progressDeadlineSeconds";
    private static final long DEFAULT = 600;

    /// The value that means no deadline.
    private static final long NEVER = Integer.MAX_VALUE;

    private Deployments() {}

    static Stream<String> warnings(JsonNode spec, List<EffectivePolicy> policies) {
        long seconds = spec.path(DEADLINE).asLong(DEFAULT);
        return seconds >= NEVER
                ? Stream.empty()
                : TimeoutBudget.of(policies)
                        .warning(
                                "spec." + DEADLINE,
                                seconds,
                                "a rollout may be reported as failed during the migration")
                        .stream();
    }
}
