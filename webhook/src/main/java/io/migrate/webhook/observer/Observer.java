package io.migrate.webhook.observer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.migrate.webhook.injection.Snapshot;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyReader;
import io.migrate.webhook.policy.Standing;
import io.migrate.webhook.store.PolicyResources;
import io.migrate.webhook.store.Store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/// Looks every second whether there is something new to tell.
public final class Observer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

    /// Our name as a writer of fields.
    private static final String MANAGER = "migrate-io-observer";

    private static final Duration GLANCE = Duration.ofSeconds(1);

    /// Looks at everything as often as this though nothing is new: somebody else may have written
    /// what is ours.
    private static final int THOROUGH = 60;

    private final Store store;
    private final Pods pods;
    private final StatusWriter writer;
    private final Thread thread;

    private Optional<Snapshot> seen = Optional.empty();
    private long seenPods = -1;
    private int glances;
    private boolean behind;

    private Observer(KubernetesClient client, Store store, InstantSource clock) {
        this.store = store;
        this.pods = new Pods(client);
        this.writer = new StatusWriter(patch -> apply(client, patch), clock);
        this.thread = Thread.ofVirtual().name("observer").unstarted(this::run);
    }

    /// Begins to watch; returns at once.
    ///
    /// @param client may list and watch Pods and patch the status of both kinds of policy; it is
    ///   not closed
    /// @param store of the same cluster; it is not closed
    public static Observer start(KubernetesClient client, Store store, InstantSource clock) {
        var observer = new Observer(client, store, clock);
        observer.pods.start();
        observer.thread.start();
        return observer;
    }

    private static void apply(KubernetesClient client, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        PolicyResources.of(client, object)
                .subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(MANAGER)
                                .withForce(true)
                                .build(),
                        object.toString());
        LOG.atDebug().addKeyValue("policy", metadata).log("status written");
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(GLANCE);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void look() {
        Optional<Snapshot> now = store.snapshot();
        if (now.isEmpty() || !pods.isComplete()) {
            return;
        }
        long version = pods.version();
        boolean due = glances++ % THOROUGH == 0;
        if (due || behind || version != seenPods || !now.equals(seen)) {
            seen = now;
            seenPods = version;
            behind = !tell(now.get().policies());
        }
    }

    /// @return whether all is told; if not, it was too early
    private boolean tell(Policies policies) {
        var statuses = new PolicyStatuses(policies);
        Map<String, Map<String, PodCounts>> counts = pods.count();
        var uids = new HashSet<String>();
        boolean all = true;
        for (JsonNode object : store.policies()) {
            uids.add(object.path("metadata").path("uid").asText());
            Optional<ObjectNode> wanted = wanted(object, statuses, counts);
            all &= wanted.map(each -> writer.write(object, each)).orElse(true);
        }
        writer.keepOnly(uids);
        return all;
    }

    private static Optional<ObjectNode> wanted(
            JsonNode object, PolicyStatuses statuses, Map<String, Map<String, PodCounts>> counts) {
        Policies policies = statuses.policies();
        if (object.path("kind").asText().equals(PolicyReader.CLUSTER_KIND)) {
            return policies.cluster()
                    .map(standing -> statuses.ofCluster(standing, policies.namespaces()));
        }
        String namespace = object.path("metadata").path("namespace").asText();
        String name = object.path("metadata").path("name").asText();
        PodCounts pods =
                counts.getOrDefault(namespace, Map.of()).getOrDefault(name, PodCounts.NONE);
        Optional<Standing<MigrationPolicy>> standing = policies.find(namespace, name);
        return standing.map(each -> statuses.of(each, namespace, pods));
    }

    /// Ends the watch.
    @Override
    public void close() {
        thread.interrupt();
        pods.close();
    }
}
