package io.migrate.webhook.store;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.injection.Snapshot;
import io.migrate.webhook.policy.Layer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The policies, Namespaces and LimitRanges of a cluster, kept in memory by informers.
///
/// Nobody waits for the API server: whoever asks gets the snapshot of the moment, also while the
/// API server is away. Every change makes a new one, whole.
public final class Store implements AutoCloseable {
    private final Intake intake;
    private final List<Feed<?>> feeds;

    private Store(Intake intake, List<Feed<?>> feeds) {
        this.intake = intake;
        this.feeds = feeds;
    }

    /// Begins to list and watch; returns at once.
    ///
    /// @param client may list and watch `migrationpolicies`, `clustermigrationpolicies`,
    ///   `namespaces` and `limitranges` in the whole cluster; it is not closed
    /// @param builtIn what holds where no policy says otherwise
    public static Store start(KubernetesClient client, Layer builtIn) {
        var intake = Intake.start(new Inventory(builtIn));
        List<Feed<?>> feeds = Feeds.of(client, intake);
        var missing = new AtomicInteger(feeds.size());
        Runnable listed =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        intake.publish();
                    }
                };
        feeds.forEach(each -> each.start(listed));
        return new Store(intake, feeds);
    }

    /// What is known now; empty until everything was listed once.
    public Optional<Snapshot> snapshot() {
        return intake.snapshot();
    }

    /// Ends the watches; the last snapshot stays.
    @Override
    public void close() {
        feeds.forEach(Feed::close);
        intake.close();
    }
}
