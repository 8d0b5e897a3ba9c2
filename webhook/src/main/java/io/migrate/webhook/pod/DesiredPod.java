package io.migrate.webhook.pod;

import static java.util.Collections.unmodifiableSortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that is to stand on the Pod when we are done, whether it does already or not.
///
/// @param initContainers in the order in which they run
/// @param localVolumes the names of those that would keep an autoscaler from evicting the Pod
/// @param environment what the application's containers get
public record DesiredPod(
        List<ObjectNode> initContainers,
        List<ObjectNode> volumes,
        List<String> localVolumes,
        List<String> pullSecrets,
        SortedMap<String, String> labels,
        List<ContainerVariable> environment) {
    public DesiredPod {
        initContainers = List.copyOf(initContainers);
        volumes = List.copyOf(volumes);
        localVolumes = List.copyOf(localVolumes);
        pullSecrets = List.copyOf(pullSecrets);
        labels = unmodifiableSortedMap(new TreeMap<>(labels));
        environment = List.copyOf(environment);
    }
}
