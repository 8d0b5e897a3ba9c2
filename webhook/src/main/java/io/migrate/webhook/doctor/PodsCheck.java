package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.migrate.webhook.migration.Obstacle;
import io.migrate.webhook.migration.PodReader;
import io.migrate.webhook.record.UninjectedPods;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks that no annotated Pod runs without its migration, or cannot run because of it. {@link
/// UninjectedPods} defines which Pods count.
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
                + " mirror Pod, a Pod for Windows, or in an excluded namespace; and no migration"
                + " fails or cannot start";
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
        var counts =
                new Counts(
                        new UninjectedPods(cluster.names().namespace(), optedOut), cluster.now());
        return switch (cluster.forEachPod(counts::add)) {
            case Lookup.Forbidden<Integer>(var why) -> List.of(unknown("Pods", why));
            case Lookup.Found<Integer> _, Lookup.NotFound<Integer> _ -> findings(counts);
        };
    }

    private List<Finding> findings(Counts counts) {
        var findings = new ArrayList<Finding>(obstacles(counts));
        if (counts.uninjected.isEmpty()) {
            findings.addFirst(
                    ok(
                            "Pods",
                            "that ask for a migration: %d injected, 0 not injected"
                                    .formatted(counts.injected)));
            return findings;
        }
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

    private List<Finding> obstacles(Counts counts) {
        return counts.obstacles.entrySet().stream()
                .limit(REPORTED)
                .map(each ->
                        warning(
                                each.getKey(),
                                "has a migration that "
                                        + each.getValue().message()
                                        + ", in Pod "
                                        + each.getValue().pod(),
                                each.getValue().details()))
                .toList();
    }

    private Finding uninjected(String owner, int pods) {
        return warning(
                owner,
                owner.startsWith(BARE)
                        ? "asks for a migration and was not injected"
                        : "has Pods that ask for a migration and were not injected: " + pods,
                "If it was created while the webhook was not installed or its namespace was opted"
                        + " out, "
                        + restart(owner));
    }

    private static String restart(String owner) {
        String kind = owner.substring(0, owner.indexOf('/'));
        return switch (kind) {
            case "Pod" ->
                    "delete it and create it again: nothing replaces a Pod without a controller.";
            case "Job" -> "delete it and create it again.";
            case "ReplicaSet", "StatefulSet", "DaemonSet" ->
                    "restart its workload: kubectl rollout restart.";
            default -> "delete its Pods, so that it creates new ones.";
        };
    }

    /// Counts annotated Pods while they are listed.
    private static final class Counts {
        private final Instant now;
        private final Map<String, Obstacle> obstacles = new LinkedHashMap<>();
        private final UninjectedPods definition;
        private final Map<String, Integer> uninjected = new LinkedHashMap<>();
        private int injected;

        Counts(UninjectedPods definition, Instant now) {
            this.now = now;
            this.definition = definition;
        }

        void add(Pod pod) {
            UninjectedPods.Candidate candidate = candidate(pod);
            if (candidate.isAnnotated() && candidate.isInjected()) {
                injected++;
                PodReader.read(pod)
                        .obstacle(now)
                        .ifPresent(each -> obstacles.putIfAbsent(owner(pod), each));
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
