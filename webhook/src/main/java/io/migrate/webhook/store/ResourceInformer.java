package io.migrate.webhook.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// One kind of object, from the API server into the {@link ChangeQueue}.
///
/// @param <T> its type
final class ResourceInformer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceInformer.class);

    private final String kind;
    private final SharedIndexInformer<T> informer;
    private final ChangeQueue intake;
    private final BiConsumer<ClusterState, T> put;

    /// @param kind for the log
    /// @param informer not started
    ResourceInformer(
            String kind,
            SharedIndexInformer<T> informer,
            ChangeQueue intake,
            BiConsumer<ClusterState, T> put,
            BiConsumer<ClusterState, T> remove) {
        this.kind = kind;
        this.informer = informer;
        this.intake = intake;
        this.put = put;
        informer.exceptionHandler((_, e) -> {
            LOG.atWarn().addKeyValue("kind", kind).addKeyValue("cause", e).log("cannot watch yet");
            return true;
        });
        informer.addEventHandler(
                new ResourceEventHandler<T>() {
                    @Override
                    public void onAdd(T object) {
                        intake.accept(inventory -> put.accept(inventory, object));
                    }

                    @Override
                    public void onUpdate(T before, T object) {
                        if (!isSame(before, object)) {
                            onAdd(object);
                        }
                    }

                    @Override
                    public void onDelete(T object, boolean lastStateUnknown) {
                        intake.accept(inventory -> remove.accept(inventory, object));
                    }
                });
    }

    /// Begins to list and watch, and goes on with that until it is closed.
    ///
    /// @param listed is run when all that there is has been taken in once
    void start(Runnable listed) {
        informer.start()
                .thenRun(() -> {
                    // Events of the first list may still be on their way; the list itself is not.
                    intake.accept(this::putAll);
                    listed.run();
                    LOG.atInfo().addKeyValue("kind", kind).log("listed");
                });
    }

    private void putAll(ClusterState inventory) {
        informer.getStore().list().forEach(each -> put.accept(inventory, each));
    }

    /// Whether only the status, which is not ours to read, has changed.
    private static boolean isSame(HasMetadata before, HasMetadata after) {
        var old = before.getMetadata();
        var now = after.getMetadata();
        return now.getGeneration() != null
                && now.getGeneration().equals(old.getGeneration())
                && now.getUid().equals(old.getUid());
    }

    /// Whether changes are being told; not so while the API server is away.
    boolean isWatching() {
        return informer.isWatching();
    }

    /// As they are now.
    Stream<T> objects() {
        return informer.getStore().list().stream();
    }

    @Override
    public void close() {
        informer.stop();
    }
}
