package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// What injection needs to know about the namespace of a Pod.
///
/// @param annotations of the Namespace
/// @param limitRanges the `LimitRange` objects in it
public record Namespace(String name, Map<String, String> annotations, List<JsonNode> limitRanges) {
    /// The annotation with the UIDs that OpenShift assigns to the namespace:
    /// https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies
    private static final String OPENSHIFT_UIDS = "openshift.io/sa.scc.uid-range";

    /// Copies the collections.
    public Namespace {
        annotations = Map.copyOf(annotations);
        limitRanges = List.copyOf(limitRanges);
    }

    /// Returns a namespace of which only the name is known.
    public static Namespace named(String name) {
        return new Namespace(name, Map.of(), List.of());
    }

    /// Whether the platform assigns the UID that containers run as.
    boolean assignsUsers() {
        return annotations.containsKey(OPENSHIFT_UIDS);
    }
}
