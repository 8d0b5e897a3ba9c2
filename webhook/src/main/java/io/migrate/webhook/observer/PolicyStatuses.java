package io.migrate.webhook.observer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.ClusterMigrationPolicy;
import io.migrate.webhook.policy.EffectiveField;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.stream.Collectors;

/// What the status of a policy should say, but for the time of its last transition.
///
/// @param policies of the moment
record PolicyStatuses(Policies policies) {
    private static final int LONGEST = 4000;

    ObjectNode of(PolicyState<MigrationPolicy> standing, String namespace, PodCounts counts) {
        ObjectNode status = status(standing, ready(standing, namespace));
        standing.inForce()
                .ifPresent(policy -> {
                    var effective = status.putArray("effective");
                    for (EffectiveField row : EffectiveField.of(policies.under(policy))) {
                        row.value()
                                .ifPresent(value ->
                                        effective
                                                .addObject()
                                                .put("field", row.name())
                                                .put("value", value)
                                                .put("origin", row.origin()));
                    }
                });
        status.putObject("pods")
                .put("injected", counts.injected())
                .put("waiting", counts.waiting())
                .put("running", counts.running())
                .put("migrated", counts.migrated())
                .put("failed", counts.failed());
        return status;
    }

    /// @param namespaces how many have a policy of their own
    ObjectNode ofCluster(PolicyState<ClusterMigrationPolicy> standing, int namespaces) {
        return status(standing, newest(standing)).put("namespaces", namespaces);
    }

    private Condition ready(PolicyState<MigrationPolicy> standing, String namespace) {
        if (policies.cluster().orElse(null) instanceof PolicyState.Invalid<?>) {
            return new Condition(
                    "False",
                    "ClusterPolicyInvalid",
                    "Pods are refused, because the ClusterMigrationPolicy cannot be read; see its"
                            + " status");
        }
        return standing.inForce()
                .map(policies::under)
                .map(policy -> policies.constraints().violations(policy, namespace))
                .filter(violations -> !violations.isEmpty())
                .map(violations ->
                        new Condition(
                                "False",
                                "ConstraintViolated",
                                "Pods under it are refused: " + sentences(violations)))
                .orElseGet(() -> newest(standing));
    }

    private static Condition newest(PolicyState<?> standing) {
        return switch (standing) {
            case PolicyState.Active<?>(_, var generation, var problems) when problems.isEmpty() ->
                    new Condition(
                            "True", "Accepted", "generation %d is in force".formatted(generation));
            case PolicyState.Active<?>(_, var generation, var problems) ->
                    new Condition(
                            "False",
                            "Invalid",
                            "generation %d cannot be used, the last good one stays in force where it was seen: %s"
                                    .formatted(generation, sentences(problems)));
            case PolicyState.Invalid<?>(var generation, var problems) ->
                    new Condition(
                            "False",
                            "Invalid",
                            "generation %d cannot be used, Pods under it are refused: %s"
                                    .formatted(generation, sentences(problems)));
        };
    }

    private static String sentences(List<Problem> problems) {
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST - 1) + "…";
    }

    private record Condition(String status, String reason, String message) {}

    private static ObjectNode status(PolicyState<?> standing, Condition ready) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("observedGeneration", standing.generation());
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", ready.status())
                .put("reason", ready.reason())
                .put("message", ready.message())
                .put("observedGeneration", standing.generation());
        return status;
    }

    /// Completes a status with the times of transition: those that stand, where nothing changed.
    ///
    /// @param present what the object's status says now
    /// @param now RFC 3339
    static ObjectNode since(ObjectNode wanted, JsonNode present, String now) {
        for (JsonNode each : wanted.path("conditions")) {
            JsonNode before = condition(present, each.path("type").asText());
            boolean same = before.path("status").equals(each.path("status"));
            ((ObjectNode) each)
                    .put(
                            "lastTransitionTime",
                            same ? before.path("lastTransitionTime").asText(now) : now);
        }
        return wanted;
    }

    private static JsonNode condition(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::missingNode);
    }
}
