package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// Why a manifest that asks for a migration is not injected, although its Pods may be.
public final class PassedBy {
    private static final String IN_THE_CLUSTER =
            "; in the cluster, the webhook injects its Pods when they are created";

    private PassedBy() {}

    /// Returns the reason, and what happens in the cluster; empty for an object that does not ask
    /// for a migration, and for one that is injected.
    public static Optional<String> reason(ObjectNode object) {
        return WorkloadKind.of(object)
                .flatMap(kind ->
                        switch (kind) {
                            case KNATIVE_SERVICE -> knative(object);
                            case ROLLOUT, OTHER -> withoutTemplate(object);
                            case POD,
                                    REPLICATION_CONTROLLER,
                                    DEPLOYMENT,
                                    STATEFUL_SET,
                                    DAEMON_SET,
                                    REPLICA_SET,
                                    JOB,
                                    CRON_JOB ->
                                    Optional.empty();
                        });
    }

    private static Optional<String> knative(ObjectNode object) {
        return MisplacedKeys.ask(object.path("spec").path("template").path("metadata"))
                ? Optional.of(
                        "is not injected, because Knative refuses init containers in a Service"
                                + " unless kubernetes.podspec-init-containers is enabled"
                                + IN_THE_CLUSTER)
                : Optional.empty();
    }

    /// Returns a warning if an object asks for a migration and has no Pod template.
    static Optional<String> warning(ObjectNode object) {
        return WorkloadKind.of(object)
                .flatMap(_ -> withoutTemplate(object))
                .map(_ ->
                        "the annotations that ask for a migration have no effect on an object"
                                + " without a Pod template; set them on the template of its Pods");
    }

    private static Optional<String> withoutTemplate(ObjectNode object) {
        return PodTemplate.in(object).isEmpty()
                        && (MisplacedKeys.ask(object.path("metadata"))
                                || isAsked(object.path("spec")))
                ? Optional.of(
                        "is not injected, because it has no Pod template of its own (an object with"
                                + " spec.containers)"
                                + IN_THE_CLUSTER
                                + ", if they have the annotation")
                : Optional.empty();
    }

    /// Also in whole objects inside this one, such as a Deployment that is sent to other clusters.
    private static boolean isAsked(JsonNode node) {
        return MisplacedKeys.ask(node) || node.valueStream().anyMatch(PassedBy::isAsked);
    }
}
