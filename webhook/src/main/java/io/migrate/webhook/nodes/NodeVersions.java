package io.migrate.webhook.nodes;

import java.util.Optional;

/// The versions that a Node reports in `status.nodeInfo`.
///
/// @param name of the Node
/// @param operatingSystem such as `linux` or `windows`
/// @param kubelet its version, such as `v1.36.1`
/// @param runtime the container runtime and its version, such as `containerd://2.2.1`
public record NodeVersions(String name, String operatingSystem, String kubelet, String runtime) {
    /// Returns why the Node cannot mount an image; empty if it can, or if no migrator runs on it.
    Optional<String> obstacle() {
        if (operatingSystem.equals("windows")) {
            return Optional.empty();
        }
        return ImageVolumeSupport.KUBERNETES.isReachedBy(kubelet)
                ? ContainerRuntime.obstacle(runtime).map(each -> "Node " + name + " runs " + each)
                : Optional.of(
                        "Node %s runs kubelet %s, and image volumes need %s"
                                .formatted(
                                        name,
                                        ContainerRuntime.shown(kubelet),
                                        ImageVolumeSupport.KUBERNETES));
    }
}
