package io.migrate.webhook.tls;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import java.util.Optional;

/// A cached object of the API server.
///
/// A watch reports changes at once, but it can stop unnoticed. Users of the object therefore call
/// [#refresh] from time to time, and before they write.
///
/// A watch can also lag: an informer starts with the API server's cache, which may be older than
/// the latest read or write. Older versions are ignored. Resource versions of one object can be
/// compared (KEP-5504; before that they were etcd revisions).
final class WatchedObject<T extends HasMetadata> implements AutoCloseable {
    private final Resource<T> resource;
    private final Runnable changed;
    private final SharedIndexInformer<T> informer;
    private volatile Optional<T> object = Optional.empty();
    private long newestVersion;

    /// @param changed runs after every change
    WatchedObject(Resource<T> resource, Runnable changed) {
        this.resource = resource;
        this.changed = changed;
        this.informer = resource.runnableInformer(0);
    }

    void start() {
        informer.addEventHandler(
                new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(T now) {
                        onChange(now, Optional.of(now));
                    }

                    @Override
                    public void onUpdate(T before, T now) {
                        onChange(now, Optional.of(now));
                    }

                    @Override
                    public void onDelete(T last, boolean unknown) {
                        onChange(last, Optional.empty());
                    }
                });
        var _ = informer.exceptionHandler((_, _) -> true).start();
    }

    /// @param state the object whose resource version dates the change
    private void onChange(T state, Optional<T> now) {
        if (update(state, now)) {
            changed.run();
        }
    }

    private synchronized boolean update(T state, Optional<T> now) {
        long version = Long.parseLong(state.getMetadata().getResourceVersion());
        if (version < newestVersion) {
            return false;
        }
        newestVersion = version;
        object = now;
        return true;
    }

    /// The object as last seen; empty if it does not exist.
    Optional<T> object() {
        return object;
    }

    /// Reads the object from the API server.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if the request fails
    Optional<T> refresh() {
        T now = resource.get();
        if (now == null) {
            clear();
        } else {
            update(now, Optional.of(now));
        }
        return object;
    }

    private synchronized void clear() {
        object = Optional.empty();
    }

    /// Records the object that the API server returned for a write.
    void written(T now) {
        update(now, Optional.of(now));
    }

    @Override
    public void close() {
        informer.close();
    }
}
