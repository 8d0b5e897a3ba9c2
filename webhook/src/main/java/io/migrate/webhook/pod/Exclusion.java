package io.migrate.webhook.pod;

import java.util.Map;
import java.util.Set;

/// The objects that are excluded from injection, in the webhook configurations as well.
public final class Exclusion {
    /// The namespaces of Kubernetes itself. The webhook's own namespace is excluded as well.
    public static final Set<String> NAMESPACES =
            Set.of("kube-system", "kube-public", "kube-node-lease");

    /// The label of a Namespace or a Pod that opts out.
    public static final String LABEL = Names.OPT_OUT;

    /// Its value.
    public static final String VALUE = "disabled";

    /// The annotation of mirror Pods, which kubelet creates for static Pods.
    public static final String MIRROR = "kubernetes.io/config.mirror";

    private Exclusion() {}

    /// Whether an object with these labels opted out.
    public static boolean isOptedOut(Map<String, String> labels) {
        return VALUE.equals(labels.get(LABEL));
    }
}
