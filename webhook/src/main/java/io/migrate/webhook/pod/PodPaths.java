package io.migrate.webhook.pod;

import com.fasterxml.jackson.core.JsonPointer;

/// The parts of a Pod that injection reads and edits.
public final class PodPaths {
    public static final JsonPointer SPEC = JsonPointer.compile("/spec");
    public static final JsonPointer ANNOTATIONS = JsonPointer.compile("/metadata/annotations");
    public static final JsonPointer LABELS = JsonPointer.compile("/metadata/labels");
    public static final JsonPointer INIT_CONTAINERS = JsonPointer.compile("/spec/initContainers");
    public static final JsonPointer CONTAINERS = JsonPointer.compile("/spec/containers");
    public static final JsonPointer VOLUMES = JsonPointer.compile("/spec/volumes");
    public static final JsonPointer PULL_SECRETS = JsonPointer.compile("/spec/imagePullSecrets");

    /// The cluster autoscaler does not evict a Pod with local storage unless its volumes are
    /// listed: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
    public static final String SAFE_TO_EVICT =
            "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    private PodPaths() {}
}
