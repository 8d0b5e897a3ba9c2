package io.migrate.webhook.observer;

import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.policy.Policies;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Counts the Pods under each policy that there is.
final class Counts {
    private final Map<ObserverSnapshot.Policy, Map<Phase, Integer>> phases = new HashMap<>();
    private final Map<ObserverSnapshot.Policy, Integer> stuck = new HashMap<>();

    private Counts() {}

    static Map<ObserverSnapshot.Policy, ObserverSnapshot.Pods> of(
            Collection<PodMigrations> pods, Policies policies, Instant now) {
        var counts = new Counts();
        policies.forEach(counts::policy);
        var known = new KnownPolicies(policies);
        for (PodMigrations pod : pods) {
            for (Migration each : pod.migrations()) {
                if (known.has(pod.namespace(), each.policy())) {
                    counts.add(pod, each, now);
                }
            }
        }
        return counts.result();
    }

    private void policy(String namespace, String name) {
        phases.put(new ObserverSnapshot.Policy(namespace, name), new EnumMap<>(Phase.class));
    }

    private void add(PodMigrations pod, Migration migration, Instant now) {
        var policy = new ObserverSnapshot.Policy(pod.namespace(), migration.policy());
        phases.computeIfAbsent(policy, _ -> new EnumMap<>(Phase.class))
                .merge(migration.phase(now), 1, Integer::sum);
        if (pod.isStuck(migration, now)) {
            stuck.merge(policy, 1, Integer::sum);
        }
    }

    private Map<ObserverSnapshot.Policy, ObserverSnapshot.Pods> result() {
        var result = new HashMap<ObserverSnapshot.Policy, ObserverSnapshot.Pods>();
        phases.forEach((policy, its) ->
                result.put(policy, new ObserverSnapshot.Pods(its, stuck.getOrDefault(policy, 0))));
        return result;
    }
}
