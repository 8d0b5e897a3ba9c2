package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Mode;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.RunFields;

import java.util.List;
import java.util.stream.Stream;

/// Warnings about which Pod of a StatefulSet migrates
/// (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees).
final class StatefulSets {
    private StatefulSets() {}

    static Stream<String> warnings(PodTemplate subject, List<EffectivePolicy> policies) {
        if (policies.stream().noneMatch(each -> each.get(RunFields.MODE) == Mode.MIGRATE)) {
            return Stream.empty();
        }
        JsonNode spec = subject.object().path("spec");
        if (spec.path("updateStrategy").path("type").asText().equals("OnDelete")) {
            return Stream.of(
                    "spec.updateStrategy: with OnDelete, a new release migrates only when a Pod is"
                            + " deleted manually");
        }
        boolean parallel = spec.path("podManagementPolicy").asText().equals("Parallel");
        long replicas = spec.path("replicas").asLong(1);
        if (parallel || replicas < 2) {
            return Stream.empty();
        }
        long first = spec.path("ordinals").path("start").asLong(0);
        return Stream.of(
                "spec.podManagementPolicy: with OrderedReady, %1$s-%2$d migrates and the other Pods wait for it; on an update, %1$s-%3$d migrates first, while the others still run the previous release"
                        .formatted(Problem.shown(subject.name()), first, first + replicas - 1));
    }
}
