package io.migrate.webhook.observer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyReader;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.store.PolicyResources;
import io.migrate.webhook.store.Store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/// Keeps the status of the policies up to date.
final class PolicyStatusPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStatusPublisher.class);

    /// The field manager of server-side apply.
    private static final String MANAGER = "migrate-io-observer";

    /// Every such update is complete even if nothing changed: another client may have overwritten
    /// the status, and a Pod that waits may have become blocked.
    private static final int FULL_UPDATE = 60;

    private final Store store;
    private final Pods pods;
    private final InstantSource clock;
    private final StatusWriter writer;

    private Optional<ClusterSnapshot> lastSnapshot = Optional.empty();
    private long lastVersion = -1;
    private int updates;
    private boolean isIncomplete;

    PolicyStatusPublisher(KubernetesClient client, Store store, Pods pods, InstantSource clock) {
        this.store = store;
        this.pods = pods;
        this.clock = clock;
        this.writer = new StatusWriter(patch -> apply(client, patch), clock);
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

    void update(ClusterSnapshot snapshot) {
        long version = pods.version();
        boolean isFull = updates++ % FULL_UPDATE == 0;
        if (isFull
                || isIncomplete
                || version != lastVersion
                || !Optional.of(snapshot).equals(lastSnapshot)) {
            lastSnapshot = Optional.of(snapshot);
            lastVersion = version;
            isIncomplete = !publish(snapshot.policies());
        }
    }

    /// Returns whether every status is up to date; if not, some were written too recently.
    private boolean publish(Policies policies) {
        var statuses = new PolicyStatuses(policies);
        Map<PolicyKey, PodCounts> counts =
                PodCounts.byPolicy(pods.present(), policies, clock.instant());
        var uids = new HashSet<String>();
        boolean isComplete = true;
        for (JsonNode object : store.policies()) {
            uids.add(object.path("metadata").path("uid").asText());
            Optional<ObjectNode> desired = desired(object, statuses, counts);
            isComplete &= desired.map(each -> writer.write(object, each)).orElse(true);
        }
        writer.keepOnly(uids);
        return isComplete;
    }

    private static Optional<ObjectNode> desired(
            JsonNode object, PolicyStatuses statuses, Map<PolicyKey, PodCounts> counts) {
        Policies policies = statuses.policies();
        if (object.path("kind").asText().equals(PolicyReader.CLUSTER_KIND)) {
            return policies.cluster()
                    .map(state -> statuses.ofCluster(state, policies.namespaces()));
        }
        String namespace = object.path("metadata").path("namespace").asText();
        String name = object.path("metadata").path("name").asText();
        PodCounts pods = counts.getOrDefault(new PolicyKey(namespace, name), PodCounts.NONE);
        Optional<PolicyState<MigrationPolicy>> state = policies.find(namespace, name);
        return state.map(each -> statuses.of(each, namespace, pods));
    }
}
