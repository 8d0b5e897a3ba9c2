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
/// Reads never wait for the API server: they return the current snapshot, even while the API server
/// is unavailable. Every change produces a new, complete snapshot.
public final class Store implements AutoCloseable {
    private final ChangeQueue queue;
    private final List<ResourceInformer<GenericKubernetesResource>> policies;
    private final List<ResourceInformer<?>> builtIns;
    private Optional<NodePoll> nodes = Optional.empty();

    private Store(KubernetesClient client, ChangeQueue queue) {
        this.queue = queue;
        this.policies = ResourceInformers.ofPolicies(client, queue);
        this.builtIns = ResourceInformers.ofBuiltInKinds(client, queue);
    }

    /// Starts to list and watch, and returns at once.
    ///
    /// @param client allowed to list and watch `migrationpolicies`, `clustermigrationpolicies`,
    ///   `namespaces` and `limitranges` in the whole cluster; it is not closed
    /// @param builtIn the defaults for fields that no policy sets
    public static Store start(KubernetesClient client, Layer builtIn) {
        var store = new Store(client, ChangeQueue.start(new ClusterState(builtIn)));
        store.start();
        return store;
    }

    /// Starts like {@link #start}, and also lists the Nodes while image volumes are allowed.
    ///
    /// @param client allowed to list Nodes too; otherwise, no image volumes are used
    public static Store startWithNodes(KubernetesClient client, Layer builtIn) {
        Store store = start(client, builtIn);
        store.nodes = Optional.of(NodePoll.start(client, store.queue));
        return store;
    }

    private void start() {
        var missing = new AtomicInteger(policies.size() + builtIns.size());
        Runnable listed =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        queue.publish();
                    }
                };
        informers().forEach(each -> each.start(listed));
    }

    private Stream<ResourceInformer<?>> informers() {
        return Stream.concat(policies.stream(), builtIns.stream());
    }

    /// The current snapshot; empty until all kinds have been listed once.
    public Optional<ClusterSnapshot> snapshot() {
        return queue.snapshot();
    }

    /// The objects of both policy kinds as stored in the API server, including status.
    public List<JsonNode> policies() {
        return policies.stream()
                .flatMap(ResourceInformer::objects)
                .map(ResourceInformers::tree)
                .toList();
    }

    /// Whether all watches are connected; if not, the snapshot may be stale.
    public boolean isWatching() {
        return informers().allMatch(ResourceInformer::isWatching);
    }

    /// Stops the watches; the last snapshot remains available.
    @Override
    public void close() {
        nodes.ifPresent(NodePoll::close);
        informers().forEach(ResourceInformer::close);
        queue.close();
    }
}
