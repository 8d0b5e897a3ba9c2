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

/// Keeps the status of the policies true, as far as there is something new to tell.
final class PolicyStatusPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStatusPublisher.class);

    /// Our name as a writer of fields.
    private static final String MANAGER = "migrate-io-observer";

    /// Looks at everything as often as this though nothing is new: somebody else may have written
    /// what is ours, and what a Pod waits for may have become a reason to worry.
    private static final int THOROUGH = 60;

    private final Store store;
    private final Pods pods;
    private final InstantSource clock;
    private final StatusWriter writer;

    private Optional<ClusterSnapshot> seen = Optional.empty();
    private long seenPods = -1;
    private int glances;
    private boolean behind;

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

    void look(ClusterSnapshot now) {
        long version = pods.version();
        boolean due = glances++ % THOROUGH == 0;
        if (due || behind || version != seenPods || !Optional.of(now).equals(seen)) {
            seen = Optional.of(now);
            seenPods = version;
            behind = !tell(now.policies());
        }
    }

    /// @return whether all is told; if not, it was too early
    private boolean tell(Policies policies) {
        var statuses = new PolicyStatuses(policies);
        Map<ObserverSnapshot.Policy, ObserverSnapshot.Pods> counts =
                Counts.of(pods.present(), policies, clock.instant());
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
            JsonNode object,
            PolicyStatuses statuses,
            Map<ObserverSnapshot.Policy, ObserverSnapshot.Pods> counts) {
        Policies policies = statuses.policies();
        if (object.path("kind").asText().equals(PolicyReader.CLUSTER_KIND)) {
            return policies.cluster()
                    .map(standing -> statuses.ofCluster(standing, policies.namespaces()));
        }
        String namespace = object.path("metadata").path("namespace").asText();
        String name = object.path("metadata").path("name").asText();
        PodCounts pods =
                Optional.ofNullable(counts.get(new ObserverSnapshot.Policy(namespace, name)))
                        .map(PodCounts::of)
                        .orElse(PodCounts.NONE);
        Optional<PolicyState<MigrationPolicy>> standing = policies.find(namespace, name);
        return standing.map(each -> statuses.of(each, namespace, pods));
    }
}
