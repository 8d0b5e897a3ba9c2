package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.settings.Fields;

import java.util.Set;

/// What about the rest of the Pod will get in the way of the migration.
final class PodWarnings {
    /// As ordinary containers these start when all init containers are done.
    private static final Set<String> DATABASE_PROXIES = Set.of("cloud-sql-proxy", "cloudsql-proxy");

    private PodWarnings() {}

    static void collect(
            PodView pod, DesiredPod desired, Placement placement, Diagnostics diagnostics) {
        placement
                .pending()
                .ifPresent(anchor ->
                        diagnostics.warning(
                                "%sposition: init container %s is not there (yet); placed %s"
                                        .formatted(Fields.PREFIX, anchor, placement.reason())));
        if (pod.spec().path("hostNetwork").asBoolean() && desired.labels().size() > 1) {
            diagnostics.warning(
                    "hostNetwork: NetworkPolicies do not see this Pod, so the policy's labels open"
                            + " nothing");
        }
        for (JsonNode container : pod.containers()) {
            if (DATABASE_PROXIES.contains(PodView.name(container))) {
                diagnostics.warning(
                        "container %s starts after the migration; make it an init container with restartPolicy: Always"
                                .formatted(PodView.name(container)));
            }
        }
    }
}
