package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Provider;
import io.migrate.webhook.policy.EffectivePolicy;

import java.util.List;
import java.util.Optional;

/// Warns of other parts of the Pod that interfere with the migration.
record PodWarnings(PodView pod, List<EffectivePolicy> policies) {
    void collect(DesiredPod desired, Placement placement, Diagnostics diagnostics) {
        placement
                .pending()
                .ifPresent(anchor ->
                        diagnostics.warning(
                                "%s: init container %s does not exist (yet); the migration is placed %s"
                                        .formatted(
                                                new Positions(policies).field(),
                                                anchor,
                                                placement.reason())));
        if (pod.spec().path("hostNetwork").asBoolean() && desired.labels().size() > 1) {
            diagnostics.warning(
                    "hostNetwork: NetworkPolicies do not apply to this Pod, so the policy's labels"
                            + " have no effect");
        }
        if (pod.containers().size() > 1) {
            pod.containers().stream()
                    .flatMap(each -> lateProxy(each).stream())
                    .forEach(diagnostics::warning);
        }
    }

    /// As an ordinary container, a proxy starts only after all init containers have completed. That
    /// of a mesh is no obstacle: until it starts, the network is open, or the placement is before
    /// what closes it.
    private static Optional<String> lateProxy(JsonNode container) {
        String name = PodView.name(container);
        return Provider.of(container)
                .flatMap(provider ->
                        switch (provider) {
                            case DATABASE ->
                                    Optional.of(
                                            "container %s starts only after the migration, which cannot connect through it; make it an init container with restartPolicy: Always, or name the database itself in the migrator's URL"
                                                    .formatted(name));
                            // The image is also that of clients.
                            case SERVER ->
                                    Optional.of(container)
                                            .filter(each -> !each.path("ports").isEmpty())
                                            .map(_ ->
                                                    "container %s starts only after the migration; if it is the database, make it an init container with restartPolicy: Always"
                                                            .formatted(name));
                            case TUNNEL ->
                                    Optional.of(
                                            "container %s starts only after the migration; if it leads to the database, make it an init container with restartPolicy: Always"
                                                    .formatted(name));
                            case MESH, PROXY, SECRETS -> Optional.empty();
                        });
    }
}
