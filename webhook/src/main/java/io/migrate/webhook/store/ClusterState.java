package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.injection.Namespace;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.PolicyCatalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is known so far, as it comes, changes and goes. For one thread at a time.
final class ClusterState {
    private final PolicyCatalog policies;
    private final Map<String, Map<String, String>> annotations = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> limitRanges = new HashMap<>();
    private final Map<String, Namespace> namespaces = new HashMap<>();

    ClusterState(Layer builtIn) {
        policies = new PolicyCatalog(builtIn);
    }

    PolicyCatalog policies() {
        return policies;
    }

    void putNamespace(String name, Map<String, String> itsAnnotations) {
        annotations.put(name, itsAnnotations);
        renew(name);
    }

    void removeNamespace(String name) {
        annotations.remove(name);
        renew(name);
    }

    void putLimitRange(String namespace, String name, JsonNode range) {
        limitRanges.computeIfAbsent(namespace, _ -> new TreeMap<>()).put(name, range);
        renew(namespace);
    }

    void removeLimitRange(String namespace, String name) {
        limitRanges.computeIfPresent(
                namespace,
                (_, ranges) -> {
                    ranges.remove(name);
                    return ranges.isEmpty() ? null : ranges;
                });
        renew(namespace);
    }

    /// Only of those of which there is something to know: most namespaces are but a name.
    private void renew(String name) {
        Map<String, String> its = annotations.getOrDefault(name, Map.of());
        List<JsonNode> ranges = List.copyOf(limitRanges.getOrDefault(name, Map.of()).values());
        if (its.isEmpty() && ranges.isEmpty()) {
            namespaces.remove(name);
        } else {
            namespaces.put(name, new Namespace(name, its, ranges));
        }
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(policies.snapshot(), namespaces);
    }
}
