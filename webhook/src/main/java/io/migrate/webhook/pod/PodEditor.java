package io.migrate.webhook.pod;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Edits a copy of a Pod and records every edit as an RFC 6902 operation, so that the patch is
/// certain to apply and nothing has to be compared afterwards. Everything else stays as it was,
/// unknown fields included.
///
/// Only the edited nodes and their parents are copied. The rest is shared with the original, so
/// that the cost depends on the edits and not on the size of the Pod. Neither tree may be changed
/// afterwards, nor any value that was passed in.
public final class PodEditor {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode pod;
    private final ArrayNode operations = JSON.arrayNode();

    /// The nodes that belong only to the copy.
    private final Set<JsonNode> own = Collections.newSetFromMap(new IdentityHashMap<>());

    /// Starts without edits.
    ///
    /// @param original the Pod as it was; it is not changed
    public PodEditor(ObjectNode original) {
        this.pod = JSON.objectNode().setAll(original);
    }

    /// Returns the edited Pod.
    public ObjectNode pod() {
        return pod;
    }

    /// Returns the edits as an RFC 6902 patch of the original.
    public ArrayNode operations() {
        return operations;
    }

    /// Adds or replaces a member of the object at `parent`, which is created if necessary.
    public void put(JsonPointer parent, String key, JsonNode value) {
        var object = (ObjectNode) parent(parent, JSON.objectNode());
        record(object.has(key) ? "replace" : "add", parent + "/" + escaped(key), value);
        object.set(key, value);
    }

    /// Inserts into the array at `parent`, which is created if necessary.
    public void insert(JsonPointer parent, int index, JsonNode value) {
        var array = (ArrayNode) parent(parent, JSON.arrayNode());
        record("add", parent + "/" + index, value);
        array.insert(index, value);
    }

    /// Appends to the array at `parent`, which is created if necessary.
    public void append(JsonPointer parent, JsonNode value) {
        insert(parent, pod.at(parent).size(), value);
    }

    /// Replaces an element of the array at `parent`.
    public void replace(JsonPointer parent, int index, JsonNode value) {
        record("replace", parent + "/" + index, value);
        ((ArrayNode) editable(parent)).set(index, value);
    }

    /// Removes an element of the array at `parent`.
    public void remove(JsonPointer parent, int index) {
        record("remove", parent + "/" + index, JSON.missingNode());
        ((ArrayNode) editable(parent)).remove(index);
    }

    private JsonNode parent(JsonPointer pointer, ContainerNode<?> empty) {
        JsonNode present = pod.at(pointer);
        if (!present.isMissingNode() && !present.isNull()) {
            return editable(pointer);
        }
        JsonPointer above = pointer.head();
        var holder = (ObjectNode) (above.matches() ? pod : parent(above, JSON.objectNode()));
        // RFC 6902, 4.1: "add" on a member that exists, null included, replaces it.
        record("add", pointer.toString(), empty.deepCopy());
        holder.set(pointer.last().getMatchingProperty(), empty);
        own.add(empty);
        return empty;
    }

    /// Returns the node, copied unless that was done before.
    private JsonNode editable(JsonPointer pointer) {
        if (pointer.matches()) {
            return pod;
        }
        JsonNode above = editable(pointer.head());
        JsonPointer last = pointer.last();
        JsonNode present = above.at(last);
        if (own.contains(present)) {
            return present;
        }
        ContainerNode<?> copy =
                present instanceof ArrayNode array
                        ? JSON.arrayNode(array.size()).addAll(array)
                        : JSON.objectNode().setAll((ObjectNode) present);
        if (above instanceof ArrayNode array) {
            array.set(last.getMatchingIndex(), copy);
        } else {
            ((ObjectNode) above).set(last.getMatchingProperty(), copy);
        }
        own.add(copy);
        return copy;
    }

    /// RFC 6901, 3.
    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private void record(String operation, String path, JsonNode value) {
        ObjectNode recorded = operations.addObject().put("op", operation).put("path", path);
        if (!value.isMissingNode()) {
            recorded.set("value", value);
        }
    }
}
