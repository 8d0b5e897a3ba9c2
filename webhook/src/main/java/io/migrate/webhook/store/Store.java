package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The policies, Namespaces and LimitRanges of a cluster, kept in memory by informers.
///
/// Nobody waits for the API server: whoever asks gets the snapshot of the moment, also while the
/// API server is away. Every change makes a new one, whole.
public final class Store implements AutoCloseable {
    private final ChangeQueue intake;
    private final List<ResourceInformer<GenericKubernetesResource>> policies;
    private final List<ResourceInformer<?>> surroundings;

    private Store(KubernetesClient client, ChangeQueue intake) {
        this.intake = intake;
        this.policies = ResourceInformers.ofPolicies(client, intake);
        this.surroundings = ResourceInformers.ofSurroundings(client, intake);
    }

    /// Begins to list and watch; returns at once.
    ///
    /// @param client may list and watch `migrationpolicies`, `clustermigrationpolicies`,
    ///   `namespaces` and `limitranges` in the whole cluster; it is not closed
    /// @param builtIn what holds where no policy says otherwise
    public static Store start(KubernetesClient client, Layer builtIn) {
        var store = new Store(client, ChangeQueue.start(new ClusterState(builtIn)));
        store.start();
        return store;
    }

    private void start() {
        var missing = new AtomicInteger(policies.size() + surroundings.size());
        Runnable listed =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        intake.publish();
                    }
                };
        feeds().forEach(each -> each.start(listed));
    }

    private Stream<ResourceInformer<?>> feeds() {
        return Stream.concat(policies.stream(), surroundings.stream());
    }

    /// What is known now; empty until everything was listed once.
    public Optional<ClusterSnapshot> snapshot() {
        return intake.snapshot();
    }

    /// The objects of both kinds of policy as the API server has them, status and all.
    public List<JsonNode> policies() {
        return policies.stream()
                .flatMap(ResourceInformer::objects)
                .map(ResourceInformers::tree)
                .toList();
    }

    /// Whether the snapshot follows the cluster; if not, it may be old.
    public boolean isWatching() {
        return feeds().allMatch(ResourceInformer::isWatching);
    }

    /// Ends the watches; the last snapshot stays.
    @Override
    public void close() {
        feeds().forEach(ResourceInformer::close);
        intake.close();
    }
}
