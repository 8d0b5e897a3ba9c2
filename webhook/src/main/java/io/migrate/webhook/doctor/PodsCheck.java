package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.migrate.webhook.record.UninjectedPods;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks that no annotated Pod runs without its migration. {@link UninjectedPods} defines which
/// Pods count.
final class PodsCheck implements Check {
    /// How many owners of uninjected Pods are reported one by one.
    private static final int REPORTED = 10;

    /// How the subject of a Pod without a controller begins.
    private static final String BARE = "Pod/";

    @Override
    public String name() {
        return "pods";
    }

    @Override
    public String verifies() {
        return "every annotated Pod was injected, unless it has finished or is exempt: opted out, a"
                + " mirror Pod, a Pod for Windows, or in an excluded namespace";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return switch (cluster.optedOut()) {
            case Lookup.Forbidden<Set<String>>(var why) -> {
                var findings = new ArrayList<>(check(cluster, Set.of()));
                findings.add(unknown("Namespaces", why));
                yield findings;
            }
            case Lookup.NotFound<Set<String>> _ -> check(cluster, Set.of());
            case Lookup.Found<Set<String>>(var namespaces) -> check(cluster, namespaces);
        };
    }

    private List<Finding> check(Cluster cluster, Set<String> optedOut) {
        var counts = new Counts(new UninjectedPods(cluster.names().namespace(), optedOut));
        return switch (cluster.forEachPod(counts::add)) {
            case Lookup.Forbidden<Integer>(var why) -> List.of(unknown("Pods", why));
            case Lookup.Found<Integer> _, Lookup.NotFound<Integer> _ -> findings(counts);
        };
    }

    private List<Finding> findings(Counts counts) {
        if (counts.uninjected.isEmpty()) {
            return List.of(
                    ok(
                            "Pods",
                            "that ask for a migration: %d injected, 0 not injected"
                                    .formatted(counts.injected)));
        }
        var findings = new ArrayList<Finding>();
        counts.uninjected.entrySet().stream()
                .limit(REPORTED)
                .map(each -> uninjected(each.getKey(), each.getValue()))
                .forEach(findings::add);
        int more = counts.uninjected.size() - REPORTED;
        if (more > 0) {
            findings.add(
                    warning(
                            "Pods",
                            "of %d more owners were not injected either".formatted(more),
                            ""));
        }
        return findings;
    }

    private Finding uninjected(String owner, int pods) {
        return warning(
                owner,
                owner.startsWith(BARE)
                        ? "asks for a migration and was not injected"
                        : "has Pods that ask for a migration and were not injected: " + pods,
                "If it was created while the webhook was not installed or its namespace was opted"
                        + " out, restart it: kubectl rollout restart.");
    }

    /// Counts annotated Pods while they are listed.
    private static final class Counts {
        private final UninjectedPods definition;
        private final Map<String, Integer> uninjected = new LinkedHashMap<>();
        private int injected;

        Counts(UninjectedPods definition) {
            this.definition = definition;
        }

        void add(Pod pod) {
            UninjectedPods.Candidate candidate = candidate(pod);
            if (candidate.isAnnotated() && candidate.isInjected()) {
                injected++;
            } else if (definition.include(candidate)) {
                uninjected.merge(owner(pod), 1, Integer::sum);
            }
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
                .map(each -> each.getKind() + "/" + namespace + "/" + each.getName())
                .findFirst()
                .orElseGet(() -> BARE + namespace + "/" + pod.getMetadata().getName());
    }
}
