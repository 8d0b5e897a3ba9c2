package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.migrate.webhook.record.UninjectedPods;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Pods that ask for a migration and run without one, counted by what made them.
final class PodsCheck {
    private static final int TOLD = 10;

    private final Map<String, Integer> byOwner = new LinkedHashMap<>();
    private int injected;

    private final UninjectedPods uninjected;

    PodsCheck(UninjectedPods uninjected) {
        this.uninjected = uninjected;
    }

    /// Takes one more Pod into account.
    void see(Pod pod) {
        UninjectedPods.Candidate candidate = candidate(pod);
        if (candidate.isAnnotated() && candidate.isInjected()) {
            injected++;
        } else if (uninjected.include(candidate)) {
            byOwner.merge(owner(pod), 1, Integer::sum);
        }
    }

    private static UninjectedPods.Candidate candidate(Pod pod) {
        var metadata = pod.getMetadata();
        return new UninjectedPods.Candidate(
                metadata.getNamespace(),
                Optional.ofNullable(metadata.getLabels()).orElse(Map.of()),
                Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()),
                metadata.getDeletionTimestamp() != null,
                new UninjectedPods.Details(phase(pod), systems(pod.getSpec())));
    }

    private static String phase(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .flatMap(status -> Optional.ofNullable(status.getPhase()))
                .orElse("");
    }

    private static Set<String> systems(PodSpec spec) {
        var systems = new HashSet<String>();
        if (spec.getOs() != null) {
            systems.add(spec.getOs().getName());
        }
        Optional.ofNullable(spec.getNodeSelector())
                .flatMap(labels -> Optional.ofNullable(labels.get("kubernetes.io/os")))
                .ifPresent(systems::add);
        return systems;
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
