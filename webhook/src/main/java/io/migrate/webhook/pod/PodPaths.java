package io.migrate.webhook.pod;

import com.fasterxml.jackson.core.JsonPointer;

/// The parts of a Pod that injection reads and edits.
public final class PodPaths {
    /// The spec.
    public static final JsonPointer SPEC = JsonPointer.compile("/spec");

    /// The annotations.
    public static final JsonPointer ANNOTATIONS = JsonPointer.compile("/metadata/annotations");

    /// The labels.
    public static final JsonPointer LABELS = JsonPointer.compile("/metadata/labels");

    /// The init containers.
    public static final JsonPointer INIT_CONTAINERS = JsonPointer.compile("/spec/initContainers");

    /// The application's containers.
    public static final JsonPointer CONTAINERS = JsonPointer.compile("/spec/containers");

    /// The volumes.
    public static final JsonPointer VOLUMES = JsonPointer.compile("/spec/volumes");

    /// The references to the Secrets for pulling images.
    public static final JsonPointer PULL_SECRETS = JsonPointer.compile("/spec/imagePullSecrets");

    /// The annotation that lists the volumes with local storage. The cluster autoscaler evicts a
    /// Pod only if all of them are listed:
    /// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
    public static final String SAFE_TO_EVICT =
            "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    private PodPaths() {}
}
