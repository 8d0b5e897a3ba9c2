package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;

import java.util.Optional;

/// An object of the Pod's namespace that an Event can be about.
public record Owner(String apiVersion, String kind, String name, String uid) {
    /// The one that made an object and looks after it.
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

    /// What people would not name if one asked them what runs there: something larger made it.
    public boolean isIntermediate() {
        return (apiVersion.equals("apps/v1") && kind.equals("ReplicaSet"))
                || (apiVersion.equals("batch/v1") && kind.equals("Job"));
    }
}
