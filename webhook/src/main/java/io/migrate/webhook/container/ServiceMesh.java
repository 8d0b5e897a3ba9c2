package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.PodView;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A service mesh whose CNI plugin redirects the Pod's traffic from the start to a proxy that
/// starts only after all init containers. Until then only the traffic of the proxy's own user gets
/// through, whatever the order of the init containers.
///
/// @param name for people; empty without such a mesh
/// @param uid of the proxy
/// @param excluding the annotation that excludes ports from the redirection
public record ServiceMesh(String name, OptionalLong uid, String excluding) {
    private static final ServiceMesh NONE = new ServiceMesh("", OptionalLong.empty(), "");

    private static final ServiceMesh ISTIO =
            new ServiceMesh(
                    "Istio CNI",
                    OptionalLong.of(1337),
                    "traffic.sidecar.istio.io/excludeOutboundPorts");

    private static final ServiceMesh LINKERD =
            new ServiceMesh(
                    "Linkerd CNI", OptionalLong.of(2102), "config.linkerd.io/skip-outbound-ports");

    /// Detects the mesh by the Pod's init containers.
    public static ServiceMesh of(List<JsonNode> initContainers) {
        if (has(initContainers, "istio-validation") && !has(initContainers, "istio-proxy")) {
            return ISTIO;
        }
        return has(initContainers, "linkerd-network-validator")
                        && !has(initContainers, "linkerd-proxy")
                ? LINKERD
                : NONE;
    }

    /// Returns a warning if the mesh blocks the migration's traffic.
    ///
    /// @param runsAs the UID of the migrator
    public Optional<String> warning(PodView pod, OptionalLong runsAs) {
        boolean free =
                uid.isEmpty()
                        || uid.equals(runsAs)
                        || pod.metadata().path("annotations").has(excluding);
        return free
                ? Optional.empty()
                : Optional.of(
                        "%s blocks the traffic of init containers: run as user %d, or set the annotation %s to the database's port"
                                .formatted(name, uid.getAsLong(), excluding));
    }

    private static boolean has(List<JsonNode> containers, String name) {
        return PodView.indexOf(containers, name) >= 0;
    }
}
