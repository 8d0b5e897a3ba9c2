package io.migrate.webhook.nodes;

import java.util.Map;
import java.util.Optional;

/// The container runtimes that implement all of KEP-4639, and since when. Older ones know no image
/// volumes, or ignore `subPath` (https://github.com/containerd/containerd/issues/11580).
final class ContainerRuntime {
    /// https://kubernetes.io/docs/concepts/storage/volumes/#image
    private static final Map<String, Version> OLDEST =
            Map.of("containerd", new Version(2, 2), "cri-o", new Version(1, 33));

    private static final String SEPARATOR = "://";

    private ContainerRuntime() {}

    /// Returns why a runtime cannot, continuing "runs"; empty if it can.
    static Optional<String> obstacle(String runtime) {
        int end = runtime.indexOf(SEPARATOR);
        String name = end < 0 ? runtime : runtime.substring(0, end);
        Version oldest = OLDEST.get(name);
        if (end < 0 || oldest == null) {
            return Optional.of(
                    "the container runtime %s, which is not known to support image volumes"
                            .formatted(shown(runtime)));
        }
        String version = runtime.substring(end + SEPARATOR.length());
        return oldest.isReachedBy(version)
                ? Optional.empty()
                : Optional.of(
                        "%s %s, and image volumes need %s".formatted(name, shown(version), oldest));
    }

    /// The text, which a Node reports about itself.
    static String shown(String text) {
        return text.isEmpty() ? "of an unknown version" : text;
    }
}
