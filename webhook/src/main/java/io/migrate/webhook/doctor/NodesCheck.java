package io.migrate.webhook.doctor;

import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.nodes.NodeVersions;

import java.util.List;

/// Checks whether image volumes are used where the ClusterMigrationPolicy allows them. A Node that
/// is too old is no problem, because migrations are copied then; a webhook that cannot know is one.
final class NodesCheck implements Check {
    private static final String SUBJECT = "Nodes";

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String verifies() {
        return "the webhook may list Nodes if the cluster policy sets `imageVolumes: IfSupported`;"
                + " reports whether image volumes are used, and if not, which Node is too old";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return switch (cluster.policies()) {
            case Lookup.Forbidden<StoredPolicies>(var why) -> List.of(unknown(SUBJECT, why));
            case Lookup.NotFound<StoredPolicies> _ -> List.of();
            case Lookup.Found<StoredPolicies>(var stored) ->
                    List.of(
                            stored.policies().allowImageVolumes()
                                    ? right(cluster)
                                    : ok(
                                            SUBJECT,
                                            "do not matter: the cluster policy does not set"
                                                    + " imageVolumes: IfSupported"));
        };
    }

    private Finding right(Cluster cluster) {
        return switch (cluster.webhookListsNodes()) {
            case Lookup.Forbidden<Boolean>(var why) -> unknown(SUBJECT, why);
            case Lookup.NotFound<Boolean> _ -> versions(cluster);
            case Lookup.Found<Boolean>(var isAllowed) ->
                    isAllowed
                            ? versions(cluster)
                            : warning(
                                    SUBJECT,
                                    "cannot be listed by the webhook: image volumes are not used,"
                                            + " although the cluster policy sets imageVolumes:"
                                            + " IfSupported",
                                    "Allow it: kubectl apply -k manifests/overlays/image-volumes,"
                                            + " or helm upgrade with imageVolumes.enabled.");
        };
    }

    private Finding versions(Cluster cluster) {
        return switch (cluster.nodes()) {
            case Lookup.Forbidden<List<NodeVersions>>(var why) -> unknown(SUBJECT, why);
            case Lookup.NotFound<List<NodeVersions>> _ -> unknown(SUBJECT, "there are none");
            case Lookup.Found<List<NodeVersions>>(var nodes) ->
                    ImageVolumeSupport.of(String.valueOf(cluster.version().getGitVersion()), nodes)
                            .obstacle()
                            .map(reason -> ok(SUBJECT, "image volumes are not used: " + reason))
                            .orElseGet(() ->
                                    ok(
                                            SUBJECT,
                                            "support image volumes, which are used with"
                                                    + " copyMethod: ImageVolume"));
        };
    }
}
