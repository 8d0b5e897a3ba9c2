package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.settings.Fields;

import java.util.Set;

/// Warns of other parts of the Pod that interfere with the migration.
final class PodWarnings {
    /// As ordinary containers, these start only after all init containers have completed.
    private static final Set<String> DATABASE_PROXIES = Set.of("cloud-sql-proxy", "cloudsql-proxy");

    private PodWarnings() {}

    static void collect(
            PodView pod, DesiredPod desired, Placement placement, Diagnostics diagnostics) {
        placement
                .pending()
                .ifPresent(anchor ->
                        diagnostics.warning(
                                "%sposition: init container %s does not exist (yet); the migration is placed %s"
                                        .formatted(Fields.PREFIX, anchor, placement.reason())));
        if (pod.spec().path("hostNetwork").asBoolean() && desired.labels().size() > 1) {
            diagnostics.warning(
                    "hostNetwork: NetworkPolicies do not apply to this Pod, so the policy's labels"
                            + " have no effect");
        }
        for (JsonNode container : pod.containers()) {
            if (DATABASE_PROXIES.contains(PodView.name(container))) {
                diagnostics.warning(
                        "container %s starts only after the migration; make it an init container with restartPolicy: Always"
                                .formatted(PodView.name(container)));
            }
        }
    }
}
