package io.migrate.webhook.nodes;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whether images can be mounted as volumes (KEP-4639) in a whole cluster. Whoever asks does not
/// know on which Node a Pod will run, so the oldest one decides.
public sealed interface ImageVolumeSupport {
    /// The field is stable, and can no longer be switched off, since this version
    /// (https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/#ImageVolume).
    Version KUBERNETES = new Version(1, 36);

    /// Every Node can mount them.
    record Supported() implements ImageVolumeSupport {}

    /// At least one Node, or the API server, is too old.
    ///
    /// @param reason which one it is, without a full stop
    record Unsupported(String reason) implements ImageVolumeSupport {}

    /// The Nodes are not known, so nothing may depend on what they support.
    ///
    /// @param reason why they are not known, without a full stop
    record Unknown(String reason) implements ImageVolumeSupport {}

    /// Decides by versions.
    ///
    /// @param server the version of the API server, such as `v1.36.1`
    /// @param nodes all Nodes of the cluster
    static ImageVolumeSupport of(String server, List<NodeVersions> nodes) {
        if (!KUBERNETES.isReachedBy(server)) {
            return new Unsupported(
                    "the API server runs Kubernetes %s, and image volumes need %s"
                            .formatted(server, KUBERNETES));
        }
        if (nodes.isEmpty()) {
            return new Unknown("the cluster has no Nodes yet");
        }
        List<String> obstacles =
                nodes.stream()
                        .sorted(Comparator.comparing(NodeVersions::name))
                        .flatMap(each -> each.obstacle().stream())
                        .toList();
        return switch (obstacles.size()) {
            case 0 -> new Supported();
            case 1 -> new Unsupported(obstacles.getFirst());
            default ->
                    new Unsupported(
                            "%s; %d Nodes are too old in all"
                                    .formatted(obstacles.getFirst(), obstacles.size()));
        };
    }

    /// Returns why images are not mounted; empty if they can be.
    default Optional<String> obstacle() {
        return switch (this) {
            case Supported() -> Optional.empty();
            case Unsupported(var reason) -> Optional.of(reason);
            case Unknown(var reason) -> Optional.of(reason);
        };
    }
}
