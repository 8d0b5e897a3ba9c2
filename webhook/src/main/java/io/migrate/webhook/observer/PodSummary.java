package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.injection.Injected;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that is kept of a Pod.
///
/// @param states by the names of the policies that it is under
record PodSummary(String namespace, Map<String, MigrationState> states) {
    PodSummary {
        states = Map.copyOf(states);
    }

    static PodSummary of(Pod pod) {
        var states = new HashMap<String, MigrationState>();
        for (var container : pod.getSpec().getInitContainers()) {
            Injected.policyOf(container.getName())
                    .ifPresent(policy ->
                            states.put(
                                    policy, MigrationState.of(status(pod, container.getName()))));
        }
        return new PodSummary(pod.getMetadata().getNamespace(), states);
    }

    private static Optional<ContainerStatus> status(Pod pod, String container) {
        List<ContainerStatus> all =
                pod.getStatus() == null ? List.of() : pod.getStatus().getInitContainerStatuses();
        return all.stream().filter(each -> each.getName().equals(container)).findFirst();
    }
}
