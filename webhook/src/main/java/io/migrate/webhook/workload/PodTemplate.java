package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// A Pod, or the template that a workload makes its Pods from.
///
/// @param object that is applied: the Pod itself or the workload
/// @param pod a part of that object
public record PodTemplate(WorkloadKind kind, ObjectNode object, ObjectNode pod) {
    /// Finds the Pod; empty if the object is of another kind or has none.
    public static Optional<PodTemplate> of(ObjectNode object) {
        return WorkloadKind.of(object)
                .flatMap(kind ->
                        kind.pod(object) instanceof ObjectNode pod
                                ? Optional.of(new PodTemplate(kind, object, pod))
                                : Optional.empty());
    }

    /// The word for its kind, e.g. `Deployment`.
    public String noun() {
        return object.path("kind").asText();
    }

    /// Of the object; `api-*` if the API server is to make it up.
    public String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").isTextual()
                ? metadata.path("name").textValue()
                : metadata.path("generateName").asText() + "*";
    }
}
