package io.migrate.webhook.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// All policies at one moment; never changes.
///
/// What holds for a Pod is built-in ← cluster ← namespace ← annotations: the stronger value of a
/// scalar, a union and a list replaces the weaker, maps merge by key. The cluster's constraints
/// bound what comes of it.
public final class Policies {
    /// The policy of a Pod that names none, and the name of the cluster's.
    public static final String DEFAULT = "default";

    private final Layer builtIn;
    private final Optional<PolicyState<ClusterMigrationPolicy>> cluster;
    private final Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace;

    /// @param byNamespace by namespace and name
    Policies(
            Layer builtIn,
            Optional<PolicyState<ClusterMigrationPolicy>> cluster,
            Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace) {
        this.builtIn = builtIn;
        this.cluster = cluster;
        this.byNamespace = byNamespace;
    }

    /// A snapshot without a cluster policy.
    ///
    /// @param builtIn what holds where no policy says otherwise
    public static Policies of(Layer builtIn, List<MigrationPolicy> policies) {
        return of(builtIn, Optional.empty(), policies);
    }

    /// A snapshot of policies that are all in force.
    ///
    /// @param builtIn what holds where no policy says otherwise
    public static Policies of(
            Layer builtIn,
            Optional<ClusterMigrationPolicy> cluster,
            List<MigrationPolicy> policies) {
        var byNamespace = new HashMap<String, Map<String, PolicyState<MigrationPolicy>>>();
        for (MigrationPolicy policy : policies) {
            byNamespace
                    .computeIfAbsent(policy.namespace(), _ -> new TreeMap<>())
                    .put(policy.name(), PolicyState.of(policy, policy.generation()));
        }
        return new Policies(
                builtIn, cluster.map(each -> PolicyState.of(each, each.generation())), byNamespace);
    }

    /// The cluster's policy, if there is one.
    public Optional<PolicyState<ClusterMigrationPolicy>> cluster() {
        return cluster;
    }

    /// What no namespace may exceed.
    public Constraints constraints() {
        return inCluster().map(ClusterMigrationPolicy::constraints).orElse(Constraints.NONE);
    }

    private Optional<ClusterMigrationPolicy> inCluster() {
        return cluster.flatMap(PolicyState::inForce);
    }

    /// A policy by its name.
    public Optional<PolicyState<MigrationPolicy>> find(String namespace, String name) {
        return Optional.ofNullable(byNamespace.getOrDefault(namespace, Map.of()).get(name));
    }

    /// The names of a namespace's policies, sorted.
    public List<String> names(String namespace) {
        return List.copyOf(byNamespace.getOrDefault(namespace, Map.of()).keySet());
    }

    /// Gives each policy's namespace and name.
    public void forEach(BiConsumer<String, String> action) {
        byNamespace.forEach(
                (namespace, its) -> its.keySet().forEach(name -> action.accept(namespace, name)));
    }

    /// How many namespaces have a policy of their own.
    public int namespaces() {
        return byNamespace.size();
    }

    /// What holds under a policy, before a Pod's annotations.
    public EffectivePolicy under(MigrationPolicy policy) {
        return new EffectivePolicy(policy.name(), policy.generation(), layers(policy.values()));
    }

    /// What holds in a namespace without a policy.
    public EffectivePolicy underNone() {
        return new EffectivePolicy(DEFAULT, 0, layers());
    }

    private List<Layer> layers(Layer... stronger) {
        var layers = new ArrayList<Layer>();
        layers.add(builtIn);
        inCluster().map(ClusterMigrationPolicy::defaults).ifPresent(layers::add);
        layers.addAll(List.of(stronger));
        return layers;
    }
}
