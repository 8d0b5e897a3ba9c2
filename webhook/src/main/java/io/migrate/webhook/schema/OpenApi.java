package io.migrate.webhook.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Writes a {@link Schema} as the structural OpenAPI v3 schema of a custom resource definition.
///
/// Nothing gets a `default`: the API server would store it, and what others set would no longer
/// show. Grammars are CEL and no `pattern`, because CEL has a sentence of ours to say.
public final class OpenApi {
    private OpenApi() {}

    /// The schema, without a description.
    public static ObjectNode of(Schema schema) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (schema) {
            case Schema.StringSchema text -> writeText(text, node.put("type", "string"));
            case Schema.TextSchema(var longest) ->
                    node.put("type", "string").put("maxLength", longest);
            case Schema.DateTimeSchema() -> node.put("type", "string").put("format", "date-time");
            case Schema.DurationSchema(var legal, var pattern) ->
                    // CEL sees a duration here and not its text, hence the pattern.
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
            case Schema.QuantitySchema() -> writeAmount(node.put("minimum", 0));
            case Schema.ArraySchema listing -> writeListing(listing, node.put("type", "array"));
            case Schema.MapSchema mapping -> writeMapping(mapping, node.put("type", "object"));
            case Schema.ObjectSchema structure ->
                    writeStructure(structure, node.put("type", "object"));
        }
        return node;
    }

    private static void writeText(Schema.StringSchema text, ObjectNode node) {
        node.put("maxLength", text.longest());
        String bytes =
                switch (text.measure()) {
                    case CHARACTERS -> "";
                    case BYTES -> " && bytes(self).size() <= " + text.longest();
                };
        rule(node, matches("self", text) + bytes, "must be " + text.legal());
    }

    private static void writeAmount(ObjectNode node) {
        node.put("x-kubernetes-int-or-string", true).put("maxLength", 64);
        var either = node.putArray("anyOf");
        either.addObject().put("type", "integer");
        either.addObject().put("type", "string");
        node.put("pattern", anchored(Schema.QuantitySchema.PATTERN));
    }

    private static void writeListing(Schema.ArraySchema listing, ObjectNode node) {
        if (listing.fewest() > 0) {
            node.put("minItems", listing.fewest());
        }
        node.put("maxItems", listing.most());
        switch (listing.kind()) {
            case Schema.Kind.Ordered() ->
                    rule(
                            node.put("x-kubernetes-list-type", "atomic"),
                            "self.all(each, self.exists_one(other, other == each))",
                            "each may stand here once");
            case Schema.Kind.Set() -> node.put("x-kubernetes-list-type", "set");
            case Schema.Kind.Keyed(var member) ->
                    node.put("x-kubernetes-list-type", "map")
                            .putArray("x-kubernetes-list-map-keys")
                            .add(member);
        }
        node.set("items", of(listing.members()));
    }

    private static void writeMapping(Schema.MapSchema mapping, ObjectNode node) {
        node.put("maxProperties", mapping.most());
        node.set("additionalProperties", of(mapping.values()));
        rule(
                node,
                "self.all(key, key.size() <= %d && %s)"
                        .formatted(mapping.keys().longest(), matches("key", mapping.keys())),
                "each key must be " + mapping.keys().legal());
    }

    private static void writeStructure(Schema.ObjectSchema structure, ObjectNode node) {
        ObjectNode properties = node.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        for (Property each : structure.members()) {
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
        structure.rules().forEach(each -> rule(node, each.cel(), each.message()));
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
