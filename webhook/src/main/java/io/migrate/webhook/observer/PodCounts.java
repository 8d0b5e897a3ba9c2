package io.migrate.webhook.observer;

import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.policy.Policies;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// The numbers of Pods under one policy.
///
/// @param stuck how many of them exceeded their own timeouts and are still not done
public record PodCounts(Map<Phase, Integer> byPhase, int stuck) {
    /// No Pods.
    public static final PodCounts NONE = new PodCounts(Map.of(), 0);

    /// Copies the map.
    public PodCounts {
        byPhase = Map.copyOf(byPhase);
    }

    /// Returns these numbers with other numbers of Pods in the phases.
    public PodCounts withPhases(Map<Phase, Integer> newByPhase) {
        return new PodCounts(newByPhase, stuck);
    }

    /// Returns these numbers with another number of stuck Pods.
    public PodCounts withStuck(int newStuck) {
        return new PodCounts(byPhase, newStuck);
    }

    /// Counts the Pods under every policy that exists, including policies without Pods.
    static Map<PolicyKey, PodCounts> byPolicy(
            Collection<PodMigrations> pods, Policies policies, Instant now) {
        var counts = new HashMap<PolicyKey, PodCounts>();
        policies.forEach((namespace, name) -> counts.put(new PolicyKey(namespace, name), NONE));
        for (PodMigrations pod : pods) {
            for (Migration each : pod.migrations()) {
                var policy = new PolicyKey(pod.namespace(), each.policy());
                if (policy.existsIn(policies)) {
                    counts.merge(policy, of(pod, each, now), PodCounts::plus);
                }
            }
        }
        return counts;
    }

    private static PodCounts of(PodMigrations pod, Migration migration, Instant now) {
        return new PodCounts(Map.of(migration.phase(now), 1), pod.isStuck(migration, now) ? 1 : 0);
    }

    private PodCounts plus(PodCounts other) {
        var sum = new HashMap<>(byPhase);
        other.byPhase.forEach((phase, count) -> sum.merge(phase, count, Integer::sum));
        return new PodCounts(sum, stuck + other.stuck);
    }

    /// Returns how many Pods are in a phase.
    public int in(Phase phase) {
        return byPhase.getOrDefault(phase, 0);
    }

    /// Returns how many Pods have a migration under the policy.
    public int total() {
        return byPhase.values().stream().mapToInt(Integer::intValue).sum();
    }
}
