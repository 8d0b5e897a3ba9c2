package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Why replicas of a Deployment are not ready.
final class UnreadyReasons {
    private UnreadyReasons() {}

    /// The reasons of the Deployment's Pods; if there are none, why Pods could not be created.
    ///
    /// @param pods the Pods in its namespace
    /// @param events the Events in its namespace
    static List<String> of(Deployment deployment, List<Pod> pods, List<Event> events) {
        Map<String, String> selector = deployment.getSpec().getSelector().getMatchLabels();
        List<String> reasons =
                pods.stream()
                        .filter(each -> isSelected(each, selector))
                        .flatMap(each -> reason(each, events).stream())
                        .distinct()
                        .toList();
        return reasons.isEmpty() ? replicaFailures(deployment) : reasons;
    }

    private static boolean isSelected(Pod pod, Map<String, String> selector) {
        return pod.getMetadata().getLabels() != null
                && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    private static List<String> replicaFailures(Deployment deployment) {
        return deployment.getStatus() == null
                ? List.of()
                : deployment.getStatus().getConditions().stream()
                        .filter(each -> each.getType().equals("ReplicaFailure"))
                        .filter(each -> each.getStatus().equals("True"))
                        .map(each -> each.getMessage())
                        .toList();
    }

    /// The reason that the kubelet reports, else the latest warning Event of the Pod.
    private static Optional<String> reason(Pod pod, List<Event> events) {
        return waiting(pod).or(() -> isReady(pod) ? Optional.empty() : warning(pod, events));
    }

    private static Optional<String> warning(Pod pod, List<Event> events) {
        String name = pod.getMetadata().getName();
        return events.stream()
                .filter(each -> "Warning".equals(each.getType()))
                .filter(each -> name.equals(each.getInvolvedObject().getName()))
                .max(Comparator.comparing(each -> String.valueOf(each.getLastTimestamp())))
                .map(each -> each.getReason() + ": " + each.getMessage());
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(each ->
                                each.getType().equals("Ready") && each.getStatus().equals("True"));
    }

    private static Optional<String> waiting(Pod pod) {
        Stream<ContainerStatus> containers =
                pod.getStatus() == null
                        ? Stream.of()
                        : pod.getStatus().getContainerStatuses().stream();
        return containers
                .map(each -> each.getState())
                .filter(each -> each != null && each.getWaiting() != null)
                .map(each -> each.getWaiting())
                .map(each ->
                        each.getMessage() == null
                                ? each.getReason()
                                : each.getReason() + ": " + each.getMessage())
                .findFirst();
    }
}
