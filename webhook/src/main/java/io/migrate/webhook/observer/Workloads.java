package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.migration.Owner;
import io.migrate.webhook.migration.PodMigrations;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the workload of a Pod that users know: not its ReplicaSet, but the Deployment above it.
final class Workloads {
    private static final int CAPACITY = 10_000;

    private final Metadata metadata;
    private final Map<String, Optional<Owner>> known = new LruMap<>(CAPACITY);

    Workloads(Metadata metadata) {
        this.metadata = metadata;
    }

    /// Returns the workload; empty if the Pod has no controller, or it was deleted, or it is a
    /// Node, which controls its static Pods.
    ///
    /// @throws KubernetesClientException if the API server is unavailable
    Optional<Owner> of(PodMigrations pod) {
        Optional<Owner> controller = pod.controller().filter(each -> !each.kind().equals("Node"));
        if (controller.isEmpty() || !controller.get().isIntermediate()) {
            return controller;
        }
        Optional<Owner> workload = known.get(controller.get().uid());
        if (workload == null) {
            workload = above(pod.namespace(), controller.get());
            known.put(controller.get().uid(), workload);
        }
        return workload;
    }

    /// Falls back to the owner itself if the observer may not read it.
    private Optional<Owner> above(String namespace, Owner owner) {
        String path =
                "/apis/%s/namespaces/%s/%ss/%s"
                        .formatted(
                                owner.apiVersion(),
                                namespace,
                                owner.kind().toLowerCase(Locale.ROOT),
                                Metadata.encoded(owner.name()));
        try {
            return metadata.get(path)
                    .filter(each -> each.getMetadata().getUid().equals(owner.uid()))
                    .map(each -> Owner.ofController(each).orElse(owner));
        } catch (KubernetesClientException e) {
            if (ApiErrors.isPermanent(e)) {
                return Optional.of(owner);
            }
            throw e;
        }
    }
}
