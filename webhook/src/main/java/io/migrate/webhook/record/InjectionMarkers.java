package io.migrate.webhook.record;

import io.migrate.webhook.pod.Names;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How other packages recognize what was injected into a Pod.
public final class InjectionMarkers {
    /// The label of every injected Pod; its value is `true`.
    public static final String INJECTED_LABEL = Names.INJECTED;

    /// The annotation of every Pod that asks for a migration; its value is `true`.
    public static final String ENABLED_ANNOTATION = Names.ENABLED;

    private InjectionMarkers() {}

    /// Returns the policy whose migrations an init container runs; empty if it is not a migrator.
    public static Optional<String> policyOf(String container) {
        boolean isHelper =
                container.startsWith(Names.files("")) || container.startsWith(Names.copier(""));
        return container.startsWith(Names.PREFIX) && !isHelper
                ? Optional.of(container.substring(Names.PREFIX.length()))
                : Optional.empty();
    }

    /// Returns the policies that the Pod was injected under, as its status annotation states.
    ///
    /// @param annotations of the Pod
    public static List<String> policies(Map<String, String> annotations) {
        return StatusAnnotation.policyNames(annotations.getOrDefault(Names.STATUS, ""));
    }

    /// Whether an init container prepares the migrations of a policy and does not run them.
    public static boolean isHelperOf(String container, String policy) {
        return container.equals(Names.files(policy)) || container.equals(Names.copier(policy));
    }

    /// Whether a volume was added for the migrations of a policy.
    public static boolean isVolumeOf(String volume, String policy) {
        return volume.equals(Names.files(policy))
                || volume.equals(Names.ca(policy))
                || volume.equals(Names.copier(policy));
    }
}
