package io.migrate.webhook.observer;

import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.runs.Migration;
import io.migrate.webhook.runs.Phase;
import io.migrate.webhook.runs.PodRuns;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// Counts the Pods under each policy that there is.
final class Counts {
    private final Map<Overview.Policy, Map<Phase, Integer>> phases = new HashMap<>();
    private final Map<Overview.Policy, Integer> stuck = new HashMap<>();

    private Counts() {}

    static Map<Overview.Policy, Overview.Pods> of(
            Collection<PodRuns> pods, Policies policies, Instant now) {
        var counts = new Counts();
        policies.forEach(counts::policy);
        var known = new Known(policies);
        for (PodRuns pod : pods) {
            for (Migration each : pod.migrations()) {
                if (known.has(pod.namespace(), each.policy())) {
                    counts.add(pod, each, now);
                }
            }
        }
        return counts.result();
    }

    private void policy(String namespace, String name) {
        phases.put(new Overview.Policy(namespace, name), new EnumMap<>(Phase.class));
    }

    private void add(PodRuns pod, Migration migration, Instant now) {
        var policy = new Overview.Policy(pod.namespace(), migration.policy());
        phases.computeIfAbsent(policy, _ -> new EnumMap<>(Phase.class))
                .merge(migration.phase(now), 1, Integer::sum);
        if (pod.isStuck(migration, now)) {
            stuck.merge(policy, 1, Integer::sum);
        }
    }

    private Map<Overview.Policy, Overview.Pods> result() {
        var result = new HashMap<Overview.Policy, Overview.Pods>();
        phases.forEach((policy, its) ->
                result.put(policy, new Overview.Pods(its, stuck.getOrDefault(policy, 0))));
        return result;
    }
}
