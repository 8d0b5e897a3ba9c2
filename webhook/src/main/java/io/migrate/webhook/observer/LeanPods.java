package io.migrate.webhook.observer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;

import java.util.function.Consumer;

/// An informer's Pods without all that says nothing of their identity: a cluster has many, and the
/// informer keeps them all.
///
/// Whole they are seen here and nowhere else: of those of the first list the informer's listeners
/// are told what it keeps.
final class LeanPods extends BasicItemStore<Pod> {
    private final Consumer<Pod> seen;
    private final Consumer<Pod> gone;

    /// @param seen is given each Pod as the API server has it, as often as it is told
    /// @param gone is given what was kept of a Pod that is not there any more
    LeanPods(Consumer<Pod> seen, Consumer<Pod> gone) {
        super(Cache::metaNamespaceKeyFunc);
        this.seen = seen;
        this.gone = gone;
    }

    @Override
    public Pod put(String key, Pod pod) {
        Pod before = super.put(key, lean(pod));
        if (before != null && !before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            gone.accept(before);
        }
        seen.accept(pod);
        return before;
    }

    @Override
    public Pod remove(String key) {
        Pod before = super.remove(key);
        if (before != null) {
            gone.accept(before);
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
