package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.migration.Owner;
import io.migrate.webhook.migration.PodMigrations;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The workload of a Pod that a person knows: not the ReplicaSet, but the Deployment that made it.
final class Workloads {
    private static final int MOST = 10_000;

    private final Metadata metadata;
    private final Map<String, Optional<Owner>> known = new LruMap<>(MOST);

    Workloads(Metadata metadata) {
        this.metadata = metadata;
    }

    /// Empty if nothing made the Pod, or what did is gone. A Node makes Pods too, of its own files.
    ///
    /// @throws KubernetesClientException if that cannot be told now
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

    /// What nobody may tell us about is named itself.
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
            if (ApiErrors.isFinal(e)) {
                return Optional.of(owner);
            }
            throw e;
        }
    }
}
