package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.yaml.Json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The annotation `migrate.io/status`: what was injected and why, for people and for `uninject`.
/// Anyone who may edit the Pod can write it, so no decision relies on anything in it that the Pod
/// itself does not show.
///
/// @param hash of what was injected
/// @param policies that the Pod was injected under
/// @param record of what was added to the Pod
/// @param position why the init containers are where they are
/// @param pending the init container that `migrate.io/position` names and the Pod lacks
public record StatusAnnotation(
        String hash,
        List<PolicyVersion> policies,
        InjectionRecord record,
        String position,
        Optional<String> pending) {
    private static final int FORMAT = 1;

    private static final ObjectMapper JSON = Json.mapper();

    /// A policy at the time of the injection.
    record PolicyVersion(String name, long generation) {}

    /// Copies the collections.
    public StatusAnnotation {
        policies = List.copyOf(policies);
    }

    /// The status of a Pod that is brought to its desired state.
    ///
    /// @param pod as it was before
    /// @param earlier the status that the Pod already has, if any
    public static StatusAnnotation of(
            DesiredPod desired,
            String hash,
            List<EffectivePolicy> policies,
            Placement placement,
            PodView pod,
            Optional<StatusAnnotation> earlier) {
        return new StatusAnnotation(
                hash,
                policies.stream()
                        .map(each -> new PolicyVersion(each.name(), each.generation()))
                        .toList(),
                RecordBuilder.of(desired, pod, earlier.map(StatusAnnotation::record)),
                placement.reason(),
                placement.pending());
    }

    /// Parses the annotation's value; empty if it is not in a format that this version knows.
    public static Optional<StatusAnnotation> read(String text) {
        JsonNode status = parse(text);
        return status.path("v").asInt() == FORMAT
                ? Optional.of(
                        new StatusAnnotation(
                                status.path("hash").asText(),
                                policies(status),
                                InjectionRecord.read(status),
                                status.path("position").asText(),
                                Optional.of(status.path("pending").asText())
                                        .filter(anchor -> !anchor.isEmpty())))
                : Optional.empty();
    }

    /// Parses only the names of the policies; none if the format is unknown.
    static List<String> policyNames(String text) {
        JsonNode status = parse(text);
        return status.path("v").asInt() == FORMAT
                ? policies(status).stream().map(PolicyVersion::name).toList()
                : List.of();
    }

    /// Whether this is the status of a Pod with the same injection in the same place, for the same
    /// reason.
    public boolean isOf(String otherHash, Placement placement) {
        return hash.equals(otherHash)
                && position.equals(placement.reason())
                && pending.equals(placement.pending());
    }

    /// The annotation's value.
    public String text() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("v", FORMAT).put("hash", hash);
        var used = status.putArray("policies");
        policies.forEach(each ->
                used.addObject().put("name", each.name()).put("generation", each.generation()));
        record.writeTo(status);
        status.put("position", position);
        pending.ifPresent(anchor -> status.put("pending", anchor));
        return new String(Json.bytes(status), StandardCharsets.UTF_8);
    }

    private static List<PolicyVersion> policies(JsonNode status) {
        return status.path("policies")
                .valueStream()
                .map(each ->
                        new PolicyVersion(
                                each.path("name").asText(), each.path("generation").asLong()))
                .toList();
    }

    private static JsonNode parse(String text) {
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.missingNode();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.missingNode();
        }
    }
}
