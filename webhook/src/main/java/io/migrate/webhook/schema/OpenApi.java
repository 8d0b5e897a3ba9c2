package io.migrate.webhook.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Writes a {@link Schema} as the structural OpenAPI v3 schema of a custom resource definition. No
/// field gets a `default`: the API server would store it, which would hide values from other
/// sources. Grammars are CEL rules instead of a `pattern`, because CEL rules have a message.
public final class OpenApi {
    private OpenApi() {}

    /// The schema, without a description.
    public static ObjectNode of(Schema schema) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (schema) {
            case Schema.StringSchema text -> writeString(text, node.put("type", "string"));
            case Schema.TextSchema(var longest) ->
                    node.put("type", "string").put("maxLength", longest);
            case Schema.DateTimeSchema() -> node.put("type", "string").put("format", "date-time");
            case Schema.DurationSchema(var legal, var pattern) ->
                    // CEL sees the parsed duration instead of its text, hence the pattern.
                    rule(
                            node.put("type", "string")
                                    .put("format", "duration")
                                    .put("maxLength", 32)
                                    .put("pattern", anchored(pattern)),
                            "self >= duration('0s')",
                            "must be " + legal);
            case Schema.EnumSchema(var values) ->
                    values.forEach(node.put("type", "string").putArray("enum")::add);
            case Schema.IntegerSchema(var least, var most) ->
                    node.put("type", "integer")
                            .put("format", "int64")
                            .put("minimum", least)
                            .put("maximum", most);
            case Schema.BooleanSchema() -> node.put("type", "boolean");
            case Schema.QuantitySchema() -> writeQuantity(node.put("minimum", 0));
            case Schema.ArraySchema array -> writeArray(array, node.put("type", "array"));
            case Schema.MapSchema map -> writeMap(map, node.put("type", "object"));
            case Schema.ObjectSchema object -> writeObject(object, node.put("type", "object"));
        }
        return node;
    }

    private static void writeString(Schema.StringSchema text, ObjectNode node) {
        node.put("maxLength", text.longest());
        String bytes =
                switch (text.measure()) {
                    case CHARACTERS -> "";
                    case BYTES -> " && bytes(self).size() <= " + text.longest();
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
        if (array.fewest() > 0) {
            node.put("minItems", array.fewest());
        }
        node.put("maxItems", array.most());
        switch (array.kind()) {
            case Schema.Kind.Ordered() ->
                    rule(
                            node.put("x-kubernetes-list-type", "atomic"),
                            "self.all(each, self.exists_one(other, other == each))",
                            "values must be unique");
            case Schema.Kind.Set() -> node.put("x-kubernetes-list-type", "set");
            case Schema.Kind.Keyed(var member) ->
                    node.put("x-kubernetes-list-type", "map")
                            .putArray("x-kubernetes-list-map-keys")
                            .add(member);
        }
        node.set("items", of(array.members()));
    }

    private static void writeMap(Schema.MapSchema map, ObjectNode node) {
        node.put("maxProperties", map.most());
        node.set("additionalProperties", of(map.values()));
        rule(
                node,
                "self.all(key, key.size() <= %d && %s)"
                        .formatted(map.keys().longest(), matches("key", map.keys())),
                "each key must be " + map.keys().legal());
    }

    private static void writeObject(Schema.ObjectSchema object, ObjectNode node) {
        ObjectNode properties = node.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        for (Property each : object.members()) {
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
        return "%s.matches(r'%s')".formatted(variable, anchored(text.pattern()));
    }

    private static String anchored(String pattern) {
        return "^(" + pattern + ")$";
    }
}
