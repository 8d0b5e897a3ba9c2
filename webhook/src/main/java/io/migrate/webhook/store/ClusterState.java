package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyCatalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The mutable state that snapshots are made of. For one thread at a time.
final class ClusterState {
    private final PolicyCatalog policies;
    private final Map<String, Map<String, String>> annotations = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> limitRanges = new HashMap<>();
    private final Map<String, Namespace> namespaces = new HashMap<>();
    private ImageVolumeSupport imageVolumes = NodePoll.NOT_LISTED;

    ClusterState(Layer builtIn) {
        policies = new PolicyCatalog(builtIn);
    }

    PolicyCatalog policies() {
        return policies;
    }

    void putNamespace(String name, Map<String, String> values) {
        annotations.put(name, values);
        update(name);
    }

    void removeNamespace(String name) {
        annotations.remove(name);
        update(name);
    }

    void putLimitRange(String namespace, String name, JsonNode range) {
        limitRanges.computeIfAbsent(namespace, _ -> new TreeMap<>()).put(name, range);
        update(namespace);
    }

    void removeLimitRange(String namespace, String name) {
        limitRanges.computeIfPresent(
                namespace,
                (_, ranges) -> {
                    ranges.remove(name);
                    return ranges.isEmpty() ? null : ranges;
                });
        update(namespace);
    }

    /// Keeps only namespaces with annotations or LimitRanges: most have neither.
    private void update(String name) {
        Map<String, String> known = annotations.getOrDefault(name, Map.of());
        List<JsonNode> ranges = List.copyOf(limitRanges.getOrDefault(name, Map.of()).values());
        if (known.isEmpty() && ranges.isEmpty()) {
            namespaces.remove(name);
        } else {
            namespaces.put(name, new Namespace(name, known, ranges));
        }
    }

    void putImageVolumes(ImageVolumeSupport support) {
        imageVolumes = support;
    }

    /// While image volumes are not allowed, Nodes are not listed, so what was known of them is
    /// forgotten: it may be wrong by the time at which they are allowed again.
    ClusterSnapshot snapshot() {
        Policies now = policies.snapshot();
        if (!now.allowImageVolumes()) {
            imageVolumes = NodePoll.NOT_LISTED;
        }
        return new ClusterSnapshot(now.on(imageVolumes), namespaces);
    }
}
