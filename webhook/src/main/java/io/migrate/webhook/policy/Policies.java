package io.migrate.webhook.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All policies at one moment; never changes.
public final class Policies {
    /// The policy of a Pod that names none.
    public static final String DEFAULT = "default";

    private final Layer builtIn;
    private final Map<String, Map<String, MigrationPolicy>> byNamespace;

    private Policies(Layer builtIn, Map<String, Map<String, MigrationPolicy>> byNamespace) {
        this.builtIn = builtIn;
        this.byNamespace = byNamespace;
    }

    /// A snapshot.
    ///
    /// @param builtIn what holds where no policy says otherwise
    public static Policies of(Layer builtIn, List<MigrationPolicy> policies) {
        var byNamespace = new HashMap<String, Map<String, MigrationPolicy>>();
        for (MigrationPolicy policy : policies) {
            byNamespace
                    .computeIfAbsent(policy.namespace(), _ -> new TreeMap<>())
                    .put(policy.name(), policy);
        }
        return new Policies(builtIn, byNamespace);
    }

    /// What holds where no policy says otherwise.
    public Layer builtIn() {
        return builtIn;
    }

    /// A policy by its name.
    public Optional<MigrationPolicy> find(String namespace, String name) {
        return Optional.ofNullable(byNamespace.getOrDefault(namespace, Map.of()).get(name));
    }

    /// The names of a namespace's policies, sorted.
    public List<String> names(String namespace) {
        return List.copyOf(byNamespace.getOrDefault(namespace, Map.of()).keySet());
    }
}
