package io.migrate.webhook.serving;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import java.util.Optional;

/// One object of the API server, as it was last seen.
///
/// A watch tells changes at once. Since a watch can go deaf unnoticed, whoever depends on the
/// object looks for itself now and then, and before it writes.
final class Watched<T extends HasMetadata> implements AutoCloseable {
    private final Resource<T> resource;
    private final Runnable changed;
    private final SharedIndexInformer<T> informer;
    private volatile Optional<T> object = Optional.empty();

    /// @param changed told after every change
    Watched(Resource<T> resource, Runnable changed) {
        this.resource = resource;
        this.changed = changed;
        this.informer = resource.runnableInformer(0);
    }

    void start() {
        informer.addEventHandler(
                new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(T now) {
                        seen(Optional.of(now));
                    }

                    @Override
                    public void onUpdate(T before, T now) {
                        seen(Optional.of(now));
                    }

                    @Override
                    public void onDelete(T before, boolean unknown) {
                        seen(Optional.empty());
                    }
                });
        var _ = informer.exceptionHandler((_, _) -> true).start();
    }

    private void seen(Optional<T> now) {
        object = now;
        changed.run();
    }

    /// As it was last seen; empty if it does not exist.
    Optional<T> object() {
        return object;
    }

    /// Asks the API server.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
    Optional<T> look() {
        object = Optional.ofNullable(resource.get());
        return object;
    }

    /// What the API server made of what we wrote.
    void wrote(T now) {
        object = Optional.of(now);
    }

    @Override
    public void close() {
        informer.close();
    }
}
