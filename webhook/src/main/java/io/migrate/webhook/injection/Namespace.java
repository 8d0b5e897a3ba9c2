package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// Where a Pod is created, as far as it matters to what is injected.
///
/// @param annotations of the Namespace
/// @param limitRanges the `LimitRange` objects in it
public record Namespace(String name, Map<String, String> annotations, List<JsonNode> limitRanges) {
    ///
    /// https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies
    private static final String OPENSHIFT_UIDS = "openshift.io/sa.scc.uid-range";

    /// Copies what may change.
    public Namespace {
        annotations = Map.copyOf(annotations);
        limitRanges = List.copyOf(limitRanges);
    }

    /// One of which no more is known.
    public static Namespace named(String name) {
        return new Namespace(name, Map.of(), List.of());
    }

    /// Whether the platform chooses the user that containers run as.
    boolean assignsUsers() {
        return annotations.containsKey(OPENSHIFT_UIDS);
    }
}
