package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The request of a review.
///
/// @param uid that the response repeats
/// @param group of the object's kind; empty for the core group
/// @param subResource empty for the object itself
/// @param object raw, as it was sent
/// @param oldObject the object before an update; empty otherwise
record Request(
        String uid,
        String group,
        String kind,
        String namespace,
        String operation,
        String subResource,
        ObjectNode object,
        ObjectNode oldObject) {

    boolean isPod() {
        return group.isEmpty() && kind.equals("Pod");
    }

    /// Whether the engine handles this request.
    boolean isNewPod() {
        return isPod() && operation.equals("CREATE") && subResource.isEmpty();
    }

    /// Returns the name for log lines; `PREFIX*` if the API server will generate the name.
    String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").asText(metadata.path("generateName").asText() + "*");
    }

    /// Returns the controller, such as `ReplicaSet/api-5d8f7c9b4`; empty if there is none.
    String owner() {
        for (JsonNode each : object.path("metadata").path("ownerReferences")) {
            if (each.path("controller").asBoolean()) {
                return each.path("kind").asText() + "/" + each.path("name").asText();
            }
        }
        return "";
    }
}
