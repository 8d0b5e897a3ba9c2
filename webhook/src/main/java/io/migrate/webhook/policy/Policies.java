package io.migrate.webhook.policy;

import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.ImageVolumes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// An immutable snapshot of all policies.
///
/// The effective settings of a Pod are built-in ← cluster ← namespace ← annotations: the stronger
/// value of a scalar, a union or a list replaces the weaker one, and maps are merged by key. The
/// cluster's constraints limit the result.
public final class Policies {
    /// The policy of a Pod that names none, and the name of the ClusterMigrationPolicy.
    public static final String DEFAULT = "default";

    private static final ImageVolumeSupport OUTSIDE =
            new ImageVolumeSupport.Unknown("outside a cluster, its Nodes are not known");

    private final Layer builtIn;
    private final Optional<PolicyState<ClusterMigrationPolicy>> cluster;
    private final Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace;
    private final ImageVolumeSupport imageVolumes;

    private Policies(
            Layer builtIn,
            Optional<PolicyState<ClusterMigrationPolicy>> cluster,
            Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace,
            ImageVolumeSupport imageVolumes) {
        this.builtIn = builtIn;
        this.cluster = cluster;
        this.byNamespace = byNamespace;
        this.imageVolumes = imageVolumes;
    }

    /// @param byNamespace by namespace and name
    Policies(
            Layer builtIn,
            Optional<PolicyState<ClusterMigrationPolicy>> cluster,
            Map<String, Map<String, PolicyState<MigrationPolicy>>> byNamespace) {
        this(builtIn, cluster, byNamespace, OUTSIDE);
    }

    /// Returns a snapshot without a cluster policy.
    ///
    /// @param builtIn the defaults
    public static Policies of(Layer builtIn, List<MigrationPolicy> policies) {
        return of(builtIn, Optional.empty(), policies);
    }

    /// Returns a snapshot of valid policies.
    ///
    /// @param builtIn the defaults
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

    /// Returns the same policies in a cluster with such Nodes.
    public Policies on(ImageVolumeSupport support) {
        return new Policies(builtIn, cluster, byNamespace, support);
    }

    /// Whether image volumes are used if the Nodes support them.
    public boolean allowImageVolumes() {
        return underNone().find(Fields.IMAGE_VOLUMES).orElse(ImageVolumes.NEVER)
                == ImageVolumes.IF_SUPPORTED;
    }

    /// Returns the cluster's policy, if there is one.
    public Optional<PolicyState<ClusterMigrationPolicy>> cluster() {
        return cluster;
    }

    /// Returns the limits for all namespaces.
    public Constraints constraints() {
        return inCluster().map(ClusterMigrationPolicy::constraints).orElse(Constraints.NONE);
    }

    private Optional<ClusterMigrationPolicy> inCluster() {
        return cluster.flatMap(PolicyState::inForce);
    }

    /// Returns a policy by its name.
    public Optional<PolicyState<MigrationPolicy>> find(String namespace, String name) {
        return Optional.ofNullable(byNamespace.getOrDefault(namespace, Map.of()).get(name));
    }

    /// Returns the names of a namespace's policies, sorted.
    public List<String> names(String namespace) {
        return List.copyOf(byNamespace.getOrDefault(namespace, Map.of()).keySet());
    }

    /// Calls the action with the namespace and name of each policy.
    public void forEach(BiConsumer<String, String> action) {
        byNamespace.forEach(
                (namespace, its) -> its.keySet().forEach(name -> action.accept(namespace, name)));
    }

    /// Returns the number of namespaces that have a policy.
    public int namespaces() {
        return byNamespace.size();
    }

    /// Returns the effective settings under a policy, without a Pod's annotations.
    public EffectivePolicy under(MigrationPolicy policy) {
        return new EffectivePolicy(policy.name(), policy.generation(), layers(policy.values()));
    }

    /// Returns the effective settings in a namespace without a policy.
    public EffectivePolicy underNone() {
        return new EffectivePolicy(DEFAULT, 0, layers());
    }

    /// Returns the settings, complete with a Pod's annotations, as they apply on the cluster's
    /// Nodes: where these do not support image volumes, migrations are copied.
    public EffectivePolicy onNodes(EffectivePolicy policy) {
        return CopyFallback.on(imageVolumes, policy);
    }

    private List<Layer> layers(Layer... stronger) {
        var layers = new ArrayList<Layer>();
        layers.add(builtIn);
        inCluster().map(ClusterMigrationPolicy::defaults).ifPresent(layers::add);
        layers.addAll(List.of(stronger));
        return layers;
    }
}
