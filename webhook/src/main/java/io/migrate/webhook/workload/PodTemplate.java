package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// A Pod, or the Pod template of a workload.
///
/// @param object the Pod itself or the workload
/// @param pod a part of that object
public record PodTemplate(WorkloadKind kind, ObjectNode object, ObjectNode pod) {
    /// Finds the Pod or template; empty if the object is of another kind or has none.
    public static Optional<PodTemplate> of(ObjectNode object) {
        return WorkloadKind.of(object)
                .flatMap(kind ->
                        kind.pod(object) instanceof ObjectNode pod
                                ? Optional.of(new PodTemplate(kind, object, pod))
                                : Optional.empty());
    }

    /// Returns the object's kind, for example `Deployment`.
    public String noun() {
        return object.path("kind").asText();
    }

    /// Returns the object's name; `api-*` if the API server generates it.
    public String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").isTextual()
                ? metadata.path("name").textValue()
                : metadata.path("generateName").asText() + "*";
    }
}
