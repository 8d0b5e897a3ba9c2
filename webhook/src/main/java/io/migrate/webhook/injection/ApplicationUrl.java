package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.ContainerVariable;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.KeyRef;

import java.util.List;

/// The application's own database URL, in the containers that the policy names.
final class ApplicationUrl {
    private ApplicationUrl() {}

    /// @param environment receives the variable of each container
    static void plan(
            PodView pod,
            EffectivePolicy policy,
            List<ContainerVariable> environment,
            Diagnostics diagnostics) {
        policy.find(ApplicationFields.URL_SECRET)
                .ifPresent(secret -> plan(pod, policy, secret, environment, diagnostics));
    }

    private static void plan(
            PodView pod,
            EffectivePolicy policy,
            KeyRef secret,
            List<ContainerVariable> environment,
            Diagnostics diagnostics) {
        List<String> names = policy.get(ApplicationFields.CONTAINER_NAMES);
        if (pod.containers().stream().map(PodView::name).noneMatch(names::contains)) {
            diagnostics.warning(
                    "policy %s sets the database URL in %s, but the Pod has no such container"
                            .formatted(policy.name(), String.join(", ", names)));
        }
        String variable = policy.get(ApplicationFields.ENV_NAME);
        for (JsonNode container : pod.containers()) {
            String name = PodView.name(container);
            if (!names.contains(name)) {
                continue;
            }
            add(
                    new ContainerVariable(name, EnvVars.fromSecret(variable, secret)),
                    environment,
                    diagnostics);
            if (!container.path("envFrom").isEmpty()) {
                diagnostics.warning(
                        "container %1$s uses envFrom; policy %3$s overrides a %2$s from there"
                                .formatted(name, variable, policy.name()));
            }
        }
    }

    /// Two policies may set different URLs in a container, but not in the same variable.
    private static void add(
            ContainerVariable intended,
            List<ContainerVariable> environment,
            Diagnostics diagnostics) {
        boolean taken =
                environment.stream()
                        .filter(each -> each.container().equals(intended.container()))
                        .filter(each -> each.name().equals(intended.name()))
                        .anyMatch(each -> !each.variable().equals(intended.variable()));
        if (taken) {
            diagnostics.problem(
                    ApplicationFields.ENV_NAME.name(),
                    "value \"%s\" is used by two policies with different URLs in container %s; use different names"
                            .formatted(intended.name(), intended.container()));
        } else if (!environment.contains(intended)) {
            environment.add(intended);
        }
    }
}
