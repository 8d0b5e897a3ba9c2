package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.PodView;

import java.util.OptionalLong;

/// The user that injected containers run as: the same for all, so that they can read each other's
/// files, and never root, which the `restricted` Pod Security Standard forbids.
public final class RunAsUser {
    /// The UID `nonroot` of distroless images.
    private static final long NONROOT = 65532;

    private RunAsUser() {}

    /// Returns the UID; empty if the platform chooses it.
    ///
    /// @param origin the container whose image contains the migrations, or a missing node
    public static OptionalLong uid(
            PodView pod, JsonNode origin, Namespace namespace, ServiceMesh mesh) {
        long own = positive(origin);
        long given = own > 0 ? own : positive(pod.spec());
        if (given > 0) {
            return OptionalLong.of(given);
        }
        if (namespace.assignsUsers()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(mesh.uid().orElse(NONROOT));
    }

    private static long positive(JsonNode holder) {
        return Math.max(0, holder.path("securityContext").path("runAsUser").asLong());
    }
}
