package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.KeyRef;

import java.util.List;
import java.util.SortedMap;

/// The application's own URL, in the containers that the policy names and nowhere else.
final class ApplicationUrl {
    private ApplicationUrl() {}

    /// @param environment receives the variable of each container
    static void plan(
            PodView pod,
            EffectivePolicy policy,
            SortedMap<String, ObjectNode> environment,
            Remarks remarks) {
        policy.find(Fields.APPLICATION_SECRET)
                .ifPresent(secret -> plan(pod, policy, secret, environment, remarks));
    }

    private static void plan(
            PodView pod,
            EffectivePolicy policy,
            KeyRef secret,
            SortedMap<String, ObjectNode> environment,
            Remarks remarks) {
        List<String> names = policy.find(Fields.APPLICATION_CONTAINERS).orElse(List.of());
        if (names.isEmpty()) {
            remarks.problem(
                    Fields.APPLICATION_CONTAINERS.name(),
                    "is needed in policy %s, which hands an application its URL"
                            .formatted(policy.name()));
        }
        if (pod.containers().stream().map(PodView::name).noneMatch(names::contains)) {
            remarks.warning(
                    "policy %s hands its URL to %s, and the Pod has no such container"
                            .formatted(policy.name(), String.join(", ", names)));
        }
        String variable = policy.get(Fields.APPLICATION_ENV);
        for (JsonNode container : pod.containers()) {
            String name = PodView.name(container);
            if (!names.contains(name)) {
                continue;
            }
            environment.put(name, DatabaseAccess.secretVariable(variable, secret));
            if (!container.path("envFrom").isEmpty()) {
                remarks.warning(
                        "container %s has envFrom; a %s in it is overridden by policy %s"
                                .formatted(name, variable, policy.name()));
            }
        }
    }
}
