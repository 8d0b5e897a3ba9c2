package io.migrate.webhook.store;

import io.migrate.webhook.injection.ClusterSnapshot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Applies changes in order and publishes snapshots. Pending changes are applied together: listing
/// a thousand policies produces a few snapshots, not a thousand.
final class ChangeQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeQueue.class);

    private final ClusterState state;
    private final LinkedBlockingQueue<Consumer<ClusterState>> changes = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Optional<ClusterSnapshot> snapshot = Optional.empty();

    /// Whether snapshots are published yet. Used only by the queue's own thread.
    private boolean complete;

    /// What gets every snapshot. Used only by the queue's own thread.
    private Consumer<ClusterSnapshot> follower = _ -> {};

    private ChangeQueue(ClusterState state) {
        this.state = state;
        this.thread = Thread.ofVirtual().name("store").unstarted(this::run);
    }

    static ChangeQueue start(ClusterState state) {
        var queue = new ChangeQueue(state);
        queue.thread.start();
        return queue;
    }

    /// Adds a change, which is applied asynchronously after all earlier ones.
    void accept(Consumer<ClusterState> change) {
        changes.add(change);
    }

    /// Starts publishing snapshots once all earlier changes are applied.
    void publish() {
        accept(_ -> complete = true);
    }

    /// Sets what gets the current snapshot and each later one, in the queue's own thread.
    void follow(Consumer<ClusterSnapshot> next) {
        accept(_ -> follower = next);
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
                    ClusterSnapshot now = state.snapshot();
                    snapshot = Optional.of(now);
                    follower.accept(now);
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /// Applies a change. An object that causes a failure must not block the others.
    private void apply(Consumer<ClusterState> change) {
        try {
            change.accept(state);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("cannot apply a change");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
