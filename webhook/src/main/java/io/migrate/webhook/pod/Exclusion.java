package io.migrate.webhook.pod;

import java.util.Map;
import java.util.Set;

/// Whom we leave alone, as every registration of ours says it too.
public final class Exclusion {
    /// The namespaces of Kubernetes itself. Our own is excluded as well.
    public static final Set<String> NAMESPACES =
            Set.of("kube-system", "kube-public", "kube-node-lease");

    /// The label of a Namespace or a Pod that wants nothing of us.
    public static final String LABEL = Names.OPT_OUT;

    /// Its value.
    public static final String VALUE = "disabled";

    /// Kubelet's own: Pods that API servers only mirror.
    public static final String MIRROR = "kubernetes.io/config.mirror";

    private Exclusion() {}

    /// Whether an object with these labels opted out.
    public static boolean isOptedOut(Map<String, String> labels) {
        return VALUE.equals(labels.get(LABEL));
    }
}
