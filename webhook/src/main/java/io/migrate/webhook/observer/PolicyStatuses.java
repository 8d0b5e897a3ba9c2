package io.migrate.webhook.observer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.policy.ClusterMigrationPolicy;
import io.migrate.webhook.policy.EffectiveField;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.stream.Collectors;

/// Computes the desired status of policies, except the times of their last transitions.
///
/// @param policies all policies
record PolicyStatuses(Policies policies) {
    private static final int LONGEST = 4000;

    ObjectNode of(PolicyState<MigrationPolicy> state, String namespace, PodCounts counts) {
        ObjectNode status = status(state, ready(state, namespace));
        state.inForce()
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
                .put("injected", counts.total())
                .put("waiting", counts.in(Phase.WAITING) + counts.in(Phase.BLOCKED))
                .put("running", counts.in(Phase.RUNNING))
                .put("migrated", counts.in(Phase.MIGRATED))
                .put("failed", counts.in(Phase.FAILED));
        return status;
    }

    /// @param namespaces how many namespaces have their own policy
    ObjectNode ofCluster(PolicyState<ClusterMigrationPolicy> state, int namespaces) {
        return status(state, newest(state)).put("namespaces", namespaces);
    }

    private Condition ready(PolicyState<MigrationPolicy> state, String namespace) {
        if (policies.cluster().orElse(null) instanceof PolicyState.Invalid<?>) {
            return new Condition(
                    "False",
                    "ClusterPolicyInvalid",
                    "Pods are refused because the ClusterMigrationPolicy is invalid; see its"
                            + " status");
        }
        return state.inForce()
                .map(policies::under)
                .map(policy -> policies.constraints().violations(policy, namespace))
                .filter(violations -> !violations.isEmpty())
                .map(violations ->
                        new Condition(
                                "False",
                                "ConstraintViolated",
                                "Pods under this policy are refused: " + sentences(violations)))
                .orElseGet(() -> newest(state));
    }

    private static Condition newest(PolicyState<?> state) {
        return switch (state) {
            case PolicyState.Active<?>(_, var generation, var problems) when problems.isEmpty() ->
                    new Condition(
                            "True", "Accepted", "generation %d is in force".formatted(generation));
            case PolicyState.Active<?>(_, var generation, var problems) ->
                    new Condition(
                            "False",
                            "Invalid",
                            "generation %d is invalid; replicas that saw an earlier valid generation keep it in force: %s"
                                    .formatted(generation, sentences(problems)));
            case PolicyState.Invalid<?>(var generation, var problems) ->
                    new Condition(
                            "False",
                            "Invalid",
                            "generation %d is invalid; Pods under this policy are refused: %s"
                                    .formatted(generation, sentences(problems)));
        };
    }

    private static String sentences(List<Problem> problems) {
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST - 1) + "…";
    }

    private record Condition(String status, String reason, String message) {}

    private static ObjectNode status(PolicyState<?> state, Condition ready) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("observedGeneration", state.generation());
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", ready.status())
                .put("reason", ready.reason())
                .put("message", ready.message())
                .put("observedGeneration", state.generation());
        return status;
    }

    /// Adds the times of the last transitions: the present ones where nothing changed.
    ///
    /// @param present the status that the object has
    /// @param now RFC 3339
    static ObjectNode withTransitionTimes(ObjectNode desired, JsonNode present, String now) {
        for (JsonNode each : desired.path("conditions")) {
            JsonNode before = condition(present, each.path("type").asText());
            boolean same = before.path("status").equals(each.path("status"));
            ((ObjectNode) each)
                    .put(
                            "lastTransitionTime",
                            same ? before.path("lastTransitionTime").asText(now) : now);
        }
        return desired;
    }

    private static JsonNode condition(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::missingNode);
    }
}
