package io.migrate.webhook.pod;

import static java.util.Collections.unmodifiableSortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The desired state: everything that the Pod must contain after injection.
///
/// @param initContainers in the order in which they run
/// @param localVolumes the names of volumes that would keep an autoscaler from evicting the Pod
/// @param environment of the application's containers
public record DesiredPod(
        List<ObjectNode> initContainers,
        List<ObjectNode> volumes,
        List<String> localVolumes,
        List<String> pullSecrets,
        SortedMap<String, String> labels,
        List<ContainerVariable> environment) {
    /// Copies the collections.
    public DesiredPod {
        initContainers = List.copyOf(initContainers);
        volumes = List.copyOf(volumes);
        localVolumes = List.copyOf(localVolumes);
        pullSecrets = List.copyOf(pullSecrets);
        labels = unmodifiableSortedMap(new TreeMap<>(labels));
        environment = List.copyOf(environment);
    }
}
