package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

import java.util.function.Consumer;

/// An informer's store that keeps only the identity of Pods: a cluster may have many Pods, and an
/// informer keeps all of them.
///
/// Only this store sees complete Pods: after the first list, an informer passes to its listeners
/// what the store kept.
final class LeanPods extends BasicItemStore<Pod> {
    private final Consumer<Pod> seen;
    private final Consumer<Pod> deleted;

    /// @param seen receives each Pod as the API server returns it, on every change
    /// @param deleted receives what was kept of a deleted Pod
    LeanPods(Consumer<Pod> seen, Consumer<Pod> deleted) {
        super(Cache::metaNamespaceKeyFunc);
        this.seen = seen;
        this.deleted = deleted;
    }

    @Override
    public Pod put(String key, Pod pod) {
        Pod before = super.put(key, lean(pod));
        if (before != null && !before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            deleted.accept(before);
        }
        seen.accept(pod);
        return before;
    }

    @Override
    public Pod remove(String key) {
        Pod before = super.remove(key);
        if (before != null) {
            deleted.accept(before);
        }
        return before;
    }

    private static Pod lean(Pod pod) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .endMetadata()
                .build();
    }
}
