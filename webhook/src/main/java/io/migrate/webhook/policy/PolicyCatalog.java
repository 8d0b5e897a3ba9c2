package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The current policies of a cluster. If a policy becomes invalid, its last valid version stays in
/// force. Not thread-safe.
public final class PolicyCatalog {
    private final Layer builtIn;
    private final Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace =
            new HashMap<>();
    private Optional<PolicyState<ClusterMigrationPolicy>> cluster = Optional.empty();

    /// Starts without policies.
    ///
    /// @param builtIn the defaults
    public PolicyCatalog(Layer builtIn) {
        this.builtIn = builtIn;
    }

    /// Adds or updates a policy.
    public void put(JsonNode object) {
        switch (PolicyReader.read(object, Policies.DEFAULT)) {
            case PolicyReader.Result.Read(var policy) ->
                    put(object, PolicyState.of(policy, policy.generation()));
            case PolicyReader.Result.ReadCluster(var policy) ->
                    cluster = Optional.of(PolicyState.of(policy, policy.generation()));
            case PolicyReader.Result.Broken(var problems) -> {
                long generation = object.path("metadata").path("generation").asLong();
                if (isCluster(object)) {
                    cluster = Optional.of(PolicyState.broken(cluster, generation, problems));
                } else {
                    put(object, PolicyState.broken(find(object), generation, problems));
                }
            }
        }
    }

    /// Removes a policy.
    public void remove(JsonNode object) {
        if (isCluster(object)) {
            cluster = Optional.empty();
        } else {
            byNamespace.computeIfPresent(
                    namespace(object),
                    (_, policies) -> {
                        policies.remove(name(object));
                        return policies.isEmpty() ? null : policies;
                    });
        }
    }

    /// Returns the policies as they are now.
    public Policies snapshot() {
        var copy = new HashMap<String, Map<String, PolicyState<MigrationPolicy>>>();
        byNamespace.forEach((namespace, policies) -> copy.put(namespace, new TreeMap<>(policies)));
        return new Policies(builtIn, cluster, copy);
    }

    private void put(JsonNode object, PolicyState<MigrationPolicy> state) {
        byNamespace
                .computeIfAbsent(namespace(object), _ -> new TreeMap<>())
                .put(name(object), state);
    }

    private Optional<PolicyState<MigrationPolicy>> find(JsonNode object) {
        return Optional.ofNullable(
                byNamespace.getOrDefault(namespace(object), Map.of()).get(name(object)));
    }

    private static boolean isCluster(JsonNode object) {
        return object.path("kind").asText().equals(PolicyReader.CLUSTER_KIND);
    }

    private static String namespace(JsonNode object) {
        return object.path("metadata").path("namespace").asText();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }
}
