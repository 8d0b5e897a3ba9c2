package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;

import java.util.Optional;

/// An object in the Pod's namespace that an Event can involve.
public record Owner(String apiVersion, String kind, String name, String uid) {
    /// Returns the controller of an object.
    public static Optional<Owner> ofController(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(each -> Boolean.TRUE.equals(each.getController()))
                .findFirst()
                .map(Owner::of);
    }

    private static Owner of(OwnerReference reference) {
        return new Owner(
                reference.getApiVersion(),
                reference.getKind(),
                reference.getName(),
                reference.getUid());
    }

    /// Returns whether users usually know this object's own controller instead: a Deployment or a
    /// CronJob.
    public boolean isIntermediate() {
        return (apiVersion.equals("apps/v1") && kind.equals("ReplicaSet"))
                || (apiVersion.equals("batch/v1") && kind.equals("Job"));
    }
}
