package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.PodView;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A service mesh whose CNI plugin redirects the Pod's traffic from the first moment on, to a proxy
/// that starts only after all init containers: nothing gets out before, wherever it stands. What
/// the proxy's own user sends is let through.
///
/// @param name for people; empty without such a mesh
/// @param uid the proxy's user
/// @param excluding the annotation that takes ports out of the redirection
record ServiceMesh(String name, OptionalLong uid, String excluding) {
    private static final ServiceMesh NONE = new ServiceMesh("", OptionalLong.empty(), "");

    private static final ServiceMesh ISTIO =
            new ServiceMesh(
                    "Istio CNI",
                    OptionalLong.of(1337),
                    "traffic.sidecar.istio.io/excludeOutboundPorts");

    private static final ServiceMesh LINKERD =
            new ServiceMesh(
                    "Linkerd CNI", OptionalLong.of(2102), "config.linkerd.io/skip-outbound-ports");

    /// The mesh that this Pod's init containers tell of.
    static ServiceMesh of(List<JsonNode> initContainers) {
        if (has(initContainers, "istio-validation") && !has(initContainers, "istio-proxy")) {
            return ISTIO;
        }
        return has(initContainers, "linkerd-network-validator")
                        && !has(initContainers, "linkerd-proxy")
                ? LINKERD
                : NONE;
    }

    /// What a person should know who runs the migration as another user than the proxy's.
    Optional<String> warning(PodView pod, OptionalLong runsAs) {
        boolean free =
                uid.isEmpty()
                        || uid.equals(runsAs)
                        || pod.metadata().path("annotations").has(excluding);
        return free
                ? Optional.empty()
                : Optional.of(
                        "%s keeps init containers off the network: run as user %d, or set %s to the database's port"
                                .formatted(name, uid.getAsLong(), excluding));
    }

    private static boolean has(List<JsonNode> containers, String name) {
        return PodView.indexOf(containers, name) >= 0;
    }
}
