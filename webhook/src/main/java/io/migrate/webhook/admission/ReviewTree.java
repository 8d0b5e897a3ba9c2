package io.migrate.webhook.admission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// Builds the tree of a review, and stops where it would take too much memory: three bytes of JSON
/// can become a hundred in the tree. What no decision depends on is left out.
final class ReviewTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Set<String> REVIEW = Set.of("kind", "apiVersion", "request");
    private static final Set<String> REQUEST =
            Set.of("uid", "kind", "namespace", "operation", "subResource", "object", "oldObject");

    /// Often larger than the rest of the object.
    private static final String MANAGED_FIELDS = "managedFields";

    // Bytes on a 64-bit JVM with compressed pointers. Rather too much than too little.
    private static final int OBJECT = 160;
    private static final int ARRAY = 112;
    private static final int MEMBER = 104;
    private static final int ELEMENT = 8;
    private static final int VALUE = 64;

    private final JsonParser parser;
    private final long limit;
    private long bytes;
    private Optional<String> uid = Optional.empty();

    /// The tree would take more memory than the limit.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        private TooLarge(long limit) {
            super(
                    "its objects have too many elements: in memory they take more than %d KiB"
                            .formatted(limit / 1024));
        }
    }

    /// @param limit bytes
    ReviewTree(JsonParser parser, long limit) {
        this.parser = parser;
        this.limit = limit;
    }

    /// Returns the uid of the request, as soon as it has been read.
    Optional<String> uid() {
        return uid;
    }

    /// Reads the only value of the document.
    ///
    /// @throws TooLarge beyond the limit
    /// @throws IOException if it is not JSON, or exceeds a limit of the parser
    JsonNode read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return JSON.missingNode();
        }
        return members(REVIEW);
    }

    /// Reads only these members of the current object.
    private ObjectNode members(Set<String> names) throws IOException {
        ObjectNode object = JSON.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (!names.contains(name)) {
                parser.skipChildren();
            } else if (name.equals("request") && parser.hasToken(JsonToken.START_OBJECT)) {
                object.set(name, members(REQUEST));
            } else {
                object.set(name, value(name));
                if (name.equals("uid")) {
                    uid = Optional.of(object.path(name).asText()).filter(each -> !each.isEmpty());
                }
            }
        }
        return object;
    }

    /// Reads the current value.
    ///
    /// @param name of the member whose value it is; empty for an element
    private JsonNode value(String name) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(name);
            case START_ARRAY -> array();
            case VALUE_STRING -> {
                add(VALUE + 2L * parser.getTextLength());
                yield JSON.textNode(parser.getText());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> JSON.booleanNode(true);
            case VALUE_FALSE -> JSON.booleanNode(false);
            case VALUE_NULL -> JSON.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("no value begins with this token");
        };
    }

    private ObjectNode object(String name) throws IOException {
        add(OBJECT);
        ObjectNode object = JSON.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (name.equals("metadata") && member.equals(MANAGED_FIELDS)) {
                parser.skipChildren();
            } else {
                add(MEMBER + 2L * member.length());
                object.set(member, value(member));
            }
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        add(ARRAY);
        ArrayNode array = JSON.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            add(ELEMENT);
            array.add(value(""));
        }
        return array;
    }

    private JsonNode number() throws IOException {
        add(VALUE + parser.getTextLength());
        return switch (parser.getNumberType()) {
            case INT -> JSON.numberNode(parser.getIntValue());
            case LONG -> JSON.numberNode(parser.getLongValue());
            case BIG_INTEGER -> JSON.numberNode(parser.getBigIntegerValue());
            case FLOAT, DOUBLE, BIG_DECIMAL -> JSON.numberNode(parser.getDoubleValue());
        };
    }

    private void add(long more) throws TooLarge {
        bytes += more;
        if (bytes > limit) {
            throw new TooLarge(limit);
        }
    }
}
