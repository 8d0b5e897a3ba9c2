package io.migrate.webhook.tls;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import java.util.Optional;

/// One object of the API server, as it was last seen.
///
/// A watch tells changes at once. Since a watch can go deaf unnoticed, whoever depends on the
/// object looks for itself now and then, and before it writes.
///
/// A watch can also lag: an informer begins with what the API server's cache holds, which may be
/// older than what was just read or written. What is older than what is known is not news. Resource
/// versions of one object can be compared (KEP-5504; they were revisions of etcd before, too).
final class WatchedObject<T extends HasMetadata> implements AutoCloseable {
    private final Resource<T> resource;
    private final Runnable changed;
    private final SharedIndexInformer<T> informer;
    private volatile Optional<T> object = Optional.empty();
    private long newest;

    /// @param changed told after every change
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
                        told(now, Optional.of(now));
                    }

                    @Override
                    public void onUpdate(T before, T now) {
                        told(now, Optional.of(now));
                    }

                    @Override
                    public void onDelete(T last, boolean unknown) {
                        told(last, Optional.empty());
                    }
                });
        var _ = informer.exceptionHandler((_, _) -> true).start();
    }

    /// @param state whose version tells how old the news is
    private void told(T state, Optional<T> now) {
        if (know(state, now)) {
            changed.run();
        }
    }

    private synchronized boolean know(T state, Optional<T> now) {
        long version = Long.parseLong(state.getMetadata().getResourceVersion());
        if (version < newest) {
            return false;
        }
        newest = version;
        object = now;
        return true;
    }

    /// As it was last seen; empty if it does not exist.
    Optional<T> object() {
        return object;
    }

    /// Asks the API server.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
    Optional<T> look() {
        T now = resource.get();
        if (now == null) {
            gone();
        } else {
            know(now, Optional.of(now));
        }
        return object;
    }

    private synchronized void gone() {
        object = Optional.empty();
    }

    /// What the API server made of what we wrote.
    void wrote(T now) {
        know(now, Optional.of(now));
    }

    @Override
    public void close() {
        informer.close();
    }
}
