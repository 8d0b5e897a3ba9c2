package io.migrate.webhook.injection;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// RFC 6902 as an API server applies it: an independent reading of the patches that we record.
final class JsonPatch {
    private JsonPatch() {}

    static JsonNode apply(ArrayNode patch, JsonNode document) {
        JsonNode result = document.deepCopy();
        for (JsonNode operation : patch) {
            JsonPointer path = JsonPointer.compile(operation.path("path").asText());
            JsonNode parent = result.at(path.head());
            String member = path.last().getMatchingProperty();
            String op = operation.path("op").asText();
            JsonNode value = operation.path("value").deepCopy();
            switch (parent) {
                case ObjectNode object -> {
                    if (!op.equals("add") && !object.has(member)) {
                        throw new IllegalStateException(op + " of what is not there: " + path);
                    }
                    if (op.equals("remove")) {
                        object.remove(member);
                    } else {
                        object.set(member, value);
                    }
                }
                case ArrayNode array -> {
                    int index = Integer.parseInt(member);
                    int limit = op.equals("add") ? array.size() : array.size() - 1;
                    if (index > limit) {
                        throw new IllegalStateException(op + " beyond the end: " + path);
                    }
                    switch (op) {
                        case "add" -> array.insert(index, value);
                        case "replace" -> array.set(index, value);
                        case "remove" -> array.remove(index);
                        default -> throw new IllegalStateException(op);
                    }
                }
                default -> throw new IllegalStateException("no parent: " + path);
            }
        }
        return result;
    }
}
