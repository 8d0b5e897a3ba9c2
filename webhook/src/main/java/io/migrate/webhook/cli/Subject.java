package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.Problem;

/// A Pod, or the template that a workload makes its Pods from.
///
/// @param where file, document and, in a `List`, item
/// @param object that is applied: the Pod itself or the workload
/// @param pod a part of that object
record Subject(String where, ObjectNode object, ObjectNode pod) {
    String kind() {
        return object.path("kind").asText();
    }

    /// Of the object; `api-*` if the API server is to make it up.
    String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").isTextual()
                ? metadata.path("name").textValue()
                : metadata.path("generateName").asText() + "*";
    }

    String namespace(String otherwise) {
        String namespace = object.path("metadata").path("namespace").asText("");
        return namespace.isEmpty() ? otherwise : namespace;
    }

    /// For people, e.g. `pod.yaml: document 1: Deployment api`.
    String title() {
        return "%s: %s %s".formatted(where, kind(), Problem.shown(name()));
    }

    boolean isWorkload() {
        return !kind().equals("Pod");
    }

    /// Replaces the Pod by another, where it stands.
    void become(ObjectNode other) {
        pod.removeAll();
        pod.setAll(other);
    }
}
