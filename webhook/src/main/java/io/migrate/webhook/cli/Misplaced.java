package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.Problem;

import java.util.List;
import java.util.Set;

/// Annotations that stand on a workload and belong on its Pods, where alone they have an effect.
final class Misplaced {
    private static final Set<String> OURS = Set.of("enabled", "policy");

    private Misplaced() {}

    /// None for those that the Pods have too, as tools that annotate everything leave it.
    static List<Problem> on(Subject subject) {
        JsonNode pods = subject.pod().path("metadata").path("annotations");
        return subject.isWorkload()
                ? subject.object()
                        .path("metadata")
                        .path("annotations")
                        .propertyStream()
                        .map(each -> each.getKey())
                        .filter(key -> isKnown(key) && !pods.has(key))
                        .map(key ->
                                new Problem(
                                        key,
                                        "stands on the %s, where it has no effect; it belongs on its Pods: metadata.annotations of the template"
                                                .formatted(subject.kind())))
                        .toList()
                : List.of();
    }

    private static boolean isKnown(String key) {
        if (!key.startsWith(Fields.PREFIX)) {
            return false;
        }
        String name = key.substring(Fields.PREFIX.length());
        return OURS.contains(name) || Fields.byAnnotation(name).isPresent();
    }
}
