package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.settings.Fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Pods that ask for a migration and run without one, counted by what made them.
final class UninjectedCheck {
    private static final int TOLD = 10;

    private final Map<String, Integer> byOwner = new LinkedHashMap<>();
    private int injected;

    /// Takes one more Pod into account.
    void see(Pod pod) {
        Map<String, String> annotations =
                Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
        if (!"true".equals(annotations.get(Fields.PREFIX + "enabled"))) {
            return;
        }
        Map<String, String> labels =
                Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
        if (labels.containsKey(Fields.PREFIX + "injected")) {
            injected++;
        } else {
            byOwner.merge(owner(pod), 1, Integer::sum);
        }
    }

    private static String owner(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(each -> Boolean.TRUE.equals(each.getController()))
                .map(OwnerReference.class::cast)
                .map(each -> each.getKind() + "/" + namespace + "/" + each.getName())
                .findFirst()
                .orElseGet(() -> "Pod/" + namespace + "/" + pod.getMetadata().getName());
    }

    List<Finding> findings() {
        if (byOwner.isEmpty()) {
            return List.of(
                    Finding.ok(
                            CheckName.PODS,
                            "Pods",
                            "that asked for a migration have it: %d; none went without"
                                    .formatted(injected)));
        }
        Stream<Finding> told =
                byOwner.entrySet().stream()
                        .limit(TOLD)
                        .map(each ->
                                Finding.warning(
                                        CheckName.PODS,
                                        each.getKey(),
                                        each.getValue()
                                                + " of its Pods asked for a migration and started"
                                                + " without",
                                        "If it was made while the webhook was not installed or its"
                                                + " namespace opted out, restart it: kubectl"
                                                + " rollout restart."));
        Stream<Finding> rest =
                byOwner.size() <= TOLD
                        ? Stream.of()
                        : Stream.of(
                                Finding.warning(
                                        CheckName.PODS,
                                        "Pods",
                                        "so did Pods of %d more owners"
                                                .formatted(byOwner.size() - TOLD),
                                        ""));
        return Stream.concat(told, rest).toList();
    }
}
