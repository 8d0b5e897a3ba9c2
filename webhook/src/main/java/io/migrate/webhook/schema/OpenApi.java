package io.migrate.webhook.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Writes a {@link Schema} as the structural OpenAPI v3 schema of a custom resource definition. No
/// field gets a `default`: the API server would store it, which would hide values from other
/// sources. Grammars are CEL rules instead of a `pattern`, because CEL rules have a message.
public final class OpenApi {
    private OpenApi() {}

    /// Returns the schema, without a description.
    public static ObjectNode of(Schema schema) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (schema) {
            case Schema.StringSchema text -> writeString(text, node.put("type", "string"));
            case Schema.TextSchema(var maxLength) ->
                    node.put("type", "string").put("maxLength", maxLength);
            case Schema.DateTimeSchema() -> node.put("type", "string").put("format", "date-time");
            case Schema.DurationSchema(var legal, var pattern) ->
                    // CEL receives the parsed duration instead of its text, hence the pattern.
                    rule(
                            node.put("type", "string")
                                    .put("format", "duration")
                                    .put("maxLength", 32)
                                    .put("pattern", anchored(pattern)),
                            "self >= duration('0s')",
                            "must be " + legal);
            case Schema.EnumSchema(var values) ->
                    values.forEach(node.put("type", "string").putArray("enum")::add);
            case Schema.IntegerSchema(var minimum, var maximum) ->
                    node.put("type", "integer")
                            .put("format", "int64")
                            .put("minimum", minimum)
                            .put("maximum", maximum);
            case Schema.BooleanSchema() -> node.put("type", "boolean");
            case Schema.QuantitySchema() -> writeQuantity(node.put("minimum", 0));
            case Schema.ArraySchema array -> writeArray(array, node.put("type", "array"));
            case Schema.MapSchema map -> writeMap(map, node.put("type", "object"));
            case Schema.ObjectSchema object -> writeObject(object, node.put("type", "object"));
        }
        return node;
    }

    private static void writeString(Schema.StringSchema text, ObjectNode node) {
        node.put("maxLength", text.maxLength());
        String bytes =
                switch (text.measure()) {
                    case CHARACTERS -> "";
                    case BYTES -> " && bytes(self).size() <= " + text.maxLength();
                };
        rule(node, matches("self", text) + bytes, "must be " + text.legal());
    }

    private static void writeQuantity(ObjectNode node) {
        node.put("x-kubernetes-int-or-string", true).put("maxLength", 64);
        var either = node.putArray("anyOf");
        either.addObject().put("type", "integer");
        either.addObject().put("type", "string");
        node.put("pattern", anchored(Schema.QuantitySchema.PATTERN));
    }

    private static void writeArray(Schema.ArraySchema array, ObjectNode node) {
        if (array.minItems() > 0) {
            node.put("minItems", array.minItems());
        }
        node.put("maxItems", array.maxItems());
        switch (array.type()) {
            case Schema.ListType.Atomic() ->
                    rule(
                            node.put("x-kubernetes-list-type", "atomic"),
                            "self.all(each, self.exists_one(other, other == each))",
                            "values must be unique");
            case Schema.ListType.Set() -> node.put("x-kubernetes-list-type", "set");
            case Schema.ListType.Map(var key) ->
                    node.put("x-kubernetes-list-type", "map")
                            .putArray("x-kubernetes-list-map-keys")
                            .add(key);
        }
        node.set("items", of(array.items()));
    }

    private static void writeMap(Schema.MapSchema map, ObjectNode node) {
        node.put("maxProperties", map.maxProperties());
        node.set("additionalProperties", of(map.values()));
        rule(
                node,
                "self.all(key, key.size() <= %d && %s)"
                        .formatted(map.keys().maxLength(), matches("key", map.keys())),
                "each key must be " + map.keys().legal());
    }

    private static void writeObject(Schema.ObjectSchema object, ObjectNode node) {
        ObjectNode properties = node.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        for (Property each : object.properties()) {
            ObjectNode property = JsonNodeFactory.instance.objectNode();
            property.put("description", each.doc());
            property.setAll(of(each.schema()));
            properties.set(each.name(), property);
            if (each.presence() == Property.Presence.REQUIRED) {
                required.add(each.name());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        object.rules().forEach(each -> rule(node, each.cel(), each.message()));
    }

    private static void rule(ObjectNode node, String cel, String message) {
        node.withArray("x-kubernetes-validations")
                .addObject()
                .put("rule", cel)
                .put("message", message);
    }

    private static String matches(String variable, Schema.StringSchema text) {
        String matches = "%s.matches(r'%s')".formatted(variable, anchored(text.pattern()));
        return text.except()
                .map(each ->
                        "%s && !%s.matches(r'%s')".formatted(matches, variable, anchored(each)))
                .orElse(matches);
    }

    private static String anchored(Expression expression) {
        return anchored(expression.pattern());
    }

    private static String anchored(String pattern) {
        return "^(" + pattern + ")$";
    }
}
