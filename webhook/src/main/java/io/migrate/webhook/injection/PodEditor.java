package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Edits a copy of a Pod and records every edit as an RFC 6902 operation, so that the patch is
/// known to apply and nothing has to be compared afterwards. What it is not told to edit stays as
/// it was, fields that nobody here knows included.
final class PodEditor {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode pod;
    private final ArrayNode operations = JSON.arrayNode();

    PodEditor(ObjectNode original) {
        this.pod = original.deepCopy();
    }

    ObjectNode pod() {
        return pod;
    }

    ArrayNode operations() {
        return operations;
    }

    /// Adds or replaces a member of the object at `parent`, making that object if need be.
    void put(JsonPointer parent, String key, JsonNode value) {
        var object = (ObjectNode) parent(parent, JSON.objectNode());
        record(object.has(key) ? "replace" : "add", parent.appendProperty(key), value);
        object.set(key, value.deepCopy());
    }

    /// Inserts into the array at `parent`, making that array if need be.
    void insert(JsonPointer parent, int index, JsonNode value) {
        var array = (ArrayNode) parent(parent, JSON.arrayNode());
        record("add", parent.appendIndex(index), value);
        array.insert(index, value.deepCopy());
    }

    /// Appends to the array at `parent`, making that array if need be.
    void append(JsonPointer parent, JsonNode value) {
        insert(parent, pod.at(parent).size(), value);
    }

    /// Replaces an element of the array at `parent`.
    void replace(JsonPointer parent, int index, JsonNode value) {
        record("replace", parent.appendIndex(index), value);
        ((ArrayNode) pod.at(parent)).set(index, value.deepCopy());
    }

    /// Takes an element out of the array at `parent`.
    void remove(JsonPointer parent, int index) {
        record("remove", parent.appendIndex(index), JSON.missingNode());
        ((ArrayNode) pod.at(parent)).remove(index);
    }

    private JsonNode parent(JsonPointer pointer, JsonNode empty) {
        JsonNode present = pod.at(pointer);
        if (!present.isMissingNode() && !present.isNull()) {
            return present;
        }
        JsonPointer above = pointer.head();
        var holder = (ObjectNode) (above.matches() ? pod : parent(above, JSON.objectNode()));
        // RFC 6902, 4.1: "add" on a member that exists, null included, replaces it.
        record("add", pointer, empty);
        holder.set(pointer.last().getMatchingProperty(), empty);
        return empty;
    }

    private void record(String operation, JsonPointer path, JsonNode value) {
        ObjectNode recorded =
                operations.addObject().put("op", operation).put("path", path.toString());
        if (!value.isMissingNode()) {
            recorded.set("value", value.deepCopy());
        }
    }
}
