package io.migrate.webhook.yaml;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Builds trees from YAML or JSON tokens as `kubectl` does: aliases and merge keys are resolved, a
/// key without a value is null, and a number keeps its digits. Jackson's own tree builder does none
/// of that.
final class TreeReader {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// https://yaml.org/type/merge.html
    private static final String MERGE = "<<";

    private final JsonParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();

    private TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    /// Reads all documents except empty ones.
    static List<JsonNode> readAll(JsonParser parser) throws IOException {
        var trees = new ArrayList<JsonNode>();
        while (parser.nextToken() != null) {
            JsonNode tree = new TreeReader(parser).read();
            if (!tree.isNull()) {
                trees.add(tree);
            }
        }
        return trees;
    }

    private JsonNode read() throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            return resolve(parser.getText());
        }
        Object anchor = parser.getObjectId();
        JsonNode node =
                switch (parser.currentToken()) {
                    case START_OBJECT -> readObject();
                    case START_ARRAY -> readArray();
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber();
                    case VALUE_TRUE, VALUE_FALSE -> JSON.booleanNode(parser.getBooleanValue());
                    case VALUE_NULL -> JSON.nullNode();
                    default -> isNothing() ? JSON.nullNode() : JSON.textNode(parser.getText());
                };
        if (anchor != null) {
            anchors.put(anchor.toString(), node);
        }
        return node;
    }

    private JsonNode resolve(String alias) throws IOException {
        JsonNode node = anchors.get(alias);
        if (node == null) {
            throw new JsonParseException(
                    parser,
                    "alias *%s refers to no earlier object or list; write out the value"
                            .formatted(alias));
        }
        return node.deepCopy();
    }

    private ObjectNode readObject() throws IOException {
        ObjectNode object = JSON.objectNode();
        var merged = new ArrayList<JsonNode>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            JsonNode value = read();
            if (key.equals(MERGE) && parser instanceof YAMLParser && value.isContainerNode()) {
                (value.isArray() ? value : List.of(value)).forEach(merged::add);
            } else {
                object.set(key, value);
            }
        }
        // The object's own keys win, then those merged first.
        merged.forEach(each ->
                each.properties().forEach(e -> object.putIfAbsent(e.getKey(), e.getValue())));
        return object;
    }

    private ArrayNode readArray() throws IOException {
        ArrayNode array = JSON.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read());
        }
        return array;
    }

    private JsonNode readNumber() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JSON.numberNode(parser.getIntValue());
            case LONG -> JSON.numberNode(parser.getLongValue());
            case BIG_INTEGER -> JSON.numberNode(parser.getBigIntegerValue());
            case FLOAT, DOUBLE, BIG_DECIMAL -> JSON.numberNode(parser.getDecimalValue());
        };
    }

    /// Whether the scalar has no text, quotes or tag.
    private boolean isNothing() throws IOException {
        return parser instanceof YAMLParser
                && parser.getTextLength() == 0
                && parser.getTypeId() == null
                && parser.currentTokenLocation().getCharOffset()
                        == parser.currentLocation().getCharOffset();
    }
}
