package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What an API server asks.
///
/// @param uid to be sent back
/// @param group of the object's kind; empty for the core group
/// @param subResource empty for the object itself
/// @param object raw, as it was sent
/// @param oldObject what it was before an update; empty otherwise
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

    /// Whether this is what the engine works on.
    boolean isNewPod() {
        return isPod() && operation.equals("CREATE") && subResource.isEmpty();
    }

    /// A name for people: generated ones are not known yet.
    String name() {
        JsonNode metadata = object.path("metadata");
        return metadata.path("name").asText(metadata.path("generateName").asText() + "*");
    }

    /// What made it, such as `ReplicaSet/api-5d8f7c9b4`; empty if nothing did.
    String owner() {
        return object.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .filter(each -> each.path("controller").asBoolean())
                .map(each -> each.path("kind").asText() + "/" + each.path("name").asText())
                .findFirst()
                .orElse("");
    }
}
