package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.settings.MigratorFields;

import java.util.ArrayList;
import java.util.List;

/// The resources of an injected container. They do not change what the Pod needs: its effective
/// request, the larger of the init containers' maximum and the application's sum, stays the same,
/// so does its QoS class, and every container has the requests and limits that a quota requires.
///
/// @param tree the `resources` of the container
/// @param warnings about values of the policy that are not used
public record Resources(ObjectNode tree, List<String> warnings) {
    /// Copies the collections.
    public Resources {
        warnings = List.copyOf(warnings);
    }

    /// Returns the resources of a container that is injected into this Pod.
    public static Resources within(PodView pod, EffectivePolicy policy, Namespace namespace) {
        var given = new ArrayList<ObjectNode>();
        for (Layer each : policy.layers()) {
            each.get(MigratorFields.RESOURCES).ifPresent(given::add);
        }
        var fit = new ResourceFit(pod, namespace, given);
        Qos qos = Qos.of(pod.otherContainers());
        ResourceKind.ALL.forEach(each -> fit.add(each, qos));
        fit.addStorage();
        fit.names().forEach(fit::addDevice);
        String origin = policy.origin(MigratorFields.RESOURCES).text();
        return new Resources(
                fit.tree(),
                fit.unused().stream()
                        .map(each -> "migrator.resources (%s): %s".formatted(origin, each))
                        .toList());
    }
}
