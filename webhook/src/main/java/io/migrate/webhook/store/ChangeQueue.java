package io.migrate.webhook.store;

import io.migrate.webhook.injection.ClusterSnapshot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Applies changes one after the other and publishes what comes of them. Those that wait are
/// applied together: a thousand policies that are listed make a few snapshots and not a thousand.
final class ChangeQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);

    private final ClusterState inventory;
    private final LinkedBlockingQueue<Consumer<ClusterState>> changes = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Optional<ClusterSnapshot> snapshot = Optional.empty();

    /// Only of the intake's own thread: whether snapshots are published yet.
    private boolean complete;

    private ChangeQueue(ClusterState inventory) {
        this.inventory = inventory;
        this.thread = Thread.ofVirtual().name("store").unstarted(this::run);
    }

    static ChangeQueue start(ClusterState inventory) {
        var intake = new ChangeQueue(inventory);
        intake.thread.start();
        return intake;
    }

    /// Takes a change; it is applied soon, after those before it.
    void accept(Consumer<ClusterState> change) {
        changes.add(change);
    }

    /// From now on, after what was taken before, snapshots are published.
    void publish() {
        accept(_ -> complete = true);
    }

    Optional<ClusterSnapshot> snapshot() {
        return snapshot;
    }

    private void run() {
        try {
            while (true) {
                Consumer<ClusterState> change = changes.take();
                while (change != null) {
                    apply(change);
                    change = changes.poll();
                }
                if (complete) {
                    snapshot = Optional.of(inventory.snapshot());
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /// An object that makes us fail must not keep the others from being taken in.
    private void apply(Consumer<ClusterState> change) {
        try {
            change.accept(inventory);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a change could not be taken in");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
