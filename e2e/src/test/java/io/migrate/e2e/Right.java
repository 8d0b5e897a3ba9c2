package io.migrate.e2e;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// One verb on one resource, as a rule of RBAC grants it or a request uses it.
///
/// @param namespace empty for all of them, and for resources of the cluster
/// @param group empty for the core group
/// @param resource with its subresource, such as `pods/status`
/// @param name of the object; empty for all of them
record Right(String namespace, String verb, String group, String resource, String name) {
    /// The rights that rules grant.
    ///
    /// @param namespace that of a Role; empty for a ClusterRole
    static List<Right> granted(String namespace, List<PolicyRule> rules) {
        var granted = new ArrayList<Right>();
        for (PolicyRule rule : rules) {
            List<String> names =
                    rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    for (String name : names) {
                        rule.getVerbs()
                                .forEach(verb ->
                                        granted.add(
                                                new Right(namespace, verb, group, resource, name)));
                    }
                }
            }
        }
        return granted;
    }

    /// Whether a request needs no other right than this one.
    boolean permits(Right request) {
        return (namespace.isEmpty() || namespace.equals(request.namespace))
                && verb.equals(request.verb)
                && group.equals(request.group)
                && resource.equals(request.resource)
                && (name.isEmpty() || name.equals(request.name));
    }

    /// The rights that none of the requests needs, as text.
    static TreeSet<String> unused(Collection<Right> granted, Collection<Right> requests) {
        var unused = new TreeSet<String>();
        granted.stream()
                .filter(right -> requests.stream().noneMatch(right::permits))
                .forEach(right -> unused.add(right.toString()));
        return unused;
    }

    /// Shows it as `verb group/resource name in namespace`.
    @Override
    public String toString() {
        return verb
                + (group.isEmpty() ? " " : " " + group + "/")
                + resource
                + (name.isEmpty() ? "" : " " + name)
                + (namespace.isEmpty() ? "" : " in " + namespace);
    }
}
