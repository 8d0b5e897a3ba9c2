package io.migrate.webhook.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// Sends the objects of one kind from the API server to the {@link ChangeQueue}.
///
/// @param <T> the type of the objects
final class ResourceInformer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceInformer.class);

    private final WatchAttempts attempts = new WatchAttempts();
    private final String kind;
    private final SharedIndexInformer<T> informer;
    private final ChangeQueue queue;
    private final BiConsumer<ClusterState, T> put;

    /// @param kind for the log
    /// @param informer not started
    ResourceInformer(
            String kind,
            SharedIndexInformer<T> informer,
            ChangeQueue queue,
            BiConsumer<ClusterState, T> put,
            BiConsumer<ClusterState, T> remove) {
        this.kind = kind;
        this.informer = informer;
        this.queue = queue;
        this.put = put;
        informer.exceptionHandler((_, e) -> {
            LOG.atLevel(attempts.failed())
                    .addKeyValue("kind", kind)
                    .addKeyValue("cause", e)
                    .log("cannot watch yet");
            return true;
        });
        informer.addEventHandler(
                new ResourceEventHandler<T>() {
                    @Override
                    public void onAdd(T object) {
                        queue.accept(state -> put.accept(state, object));
                    }

                    @Override
                    public void onUpdate(T before, T object) {
                        if (!isSame(before, object)) {
                            onAdd(object);
                        }
                    }

                    @Override
                    public void onDelete(T object, boolean lastStateUnknown) {
                        queue.accept(state -> remove.accept(state, object));
                    }
                });
    }

    /// Lists and watches until it is closed.
    ///
    /// @param listed runs once all existing objects are in the queue
    void start(Runnable listed) {
        informer.start()
                .thenRun(() -> {
                    // Events of the first list may still be pending, but the list itself is
                    // complete.
                    queue.accept(this::putAll);
                    attempts.succeeded();
                    listed.run();
                    LOG.atInfo().addKeyValue("kind", kind).log("listed");
                });
    }

    private void putAll(ClusterState state) {
        informer.getStore().list().forEach(each -> put.accept(state, each));
    }

    /// Whether at most the status has changed, which is not read here.
    private static boolean isSame(HasMetadata before, HasMetadata after) {
        var old = before.getMetadata();
        var now = after.getMetadata();
        return now.getGeneration() != null
                && now.getGeneration().equals(old.getGeneration())
                && now.getUid().equals(old.getUid());
    }

    /// Whether the watch is connected; false while the API server is unavailable.
    boolean isWatching() {
        return informer.isWatching();
    }

    /// The current objects.
    Stream<T> objects() {
        return informer.getStore().list().stream();
    }

    @Override
    public void close() {
        informer.stop();
    }
}
