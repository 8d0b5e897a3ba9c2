package io.migrate.webhook.record;

import io.migrate.webhook.pod.Names;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How others know what is ours on a Pod.
public final class InjectionMarkers {
    /// The label of every Pod that got a migration; its value is `true`.
    public static final String INJECTED_LABEL = Names.INJECTED;

    /// The annotation of every Pod that asks for a migration; its value is `true`.
    public static final String ENABLED_ANNOTATION = Names.ENABLED;

    private InjectionMarkers() {}

    /// The policy whose migrations an init container runs; empty if it runs none of ours.
    public static Optional<String> policyOf(String container) {
        boolean isHelper =
                container.startsWith(Names.files("")) || container.startsWith(Names.copier(""));
        return container.startsWith(Names.PREFIX) && !isHelper
                ? Optional.of(container.substring(Names.PREFIX.length()))
                : Optional.empty();
    }

    /// The policies of which the Pod says that they gave it something.
    ///
    /// @param annotations of the Pod
    public static List<String> policies(Map<String, String> annotations) {
        return StatusAnnotation.policies(annotations.getOrDefault(Names.STATUS, ""));
    }

    /// Whether an init container brings the migrations of a policy, and runs none.
    public static boolean isHelperOf(String container, String policy) {
        return container.equals(Names.files(policy)) || container.equals(Names.copier(policy));
    }

    /// Whether a volume is there for the migrations of a policy.
    public static boolean isVolumeOf(String volume, String policy) {
        return volume.equals(Names.files(policy))
                || volume.equals(Names.ca(policy))
                || volume.equals(Names.copier(policy));
    }
}
