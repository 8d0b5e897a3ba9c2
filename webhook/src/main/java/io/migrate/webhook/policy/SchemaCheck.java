package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.Placeholders;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds everything in a tree that its schema does not allow, as the API server does.
final class SchemaCheck {
    private static final Pattern AMOUNT = Pattern.compile(Schema.QuantitySchema.PATTERN);

    private final String kind;
    private final List<Problem> problems = new ArrayList<>();

    private SchemaCheck(String kind) {
        this.kind = kind;
    }

    /// Returns what is wrong with a tree.
    ///
    /// @param path of the tree
    /// @param kind of the object that contains it
    static List<Problem> problems(String path, JsonNode tree, Schema schema, String kind) {
        var check = new SchemaCheck(kind);
        check.check(path, tree, schema);
        return check.problems;
    }

    private void check(String path, JsonNode node, Schema schema) {
        switch (schema) {
            case Schema.StringSchema text ->
                    expect(node.isTextual() && text.admits(node.asText()), path, node, text);
            case Schema.TextSchema text ->
                    expect(
                            node.isTextual() && node.asText().length() <= text.maxLength(),
                            path,
                            node,
                            text);
            case Schema.DateTimeSchema time -> expect(node.isTextual(), path, node, time);
            case Schema.DurationSchema duration ->
                    expect(
                            node.isTextual() && duration.admits(node.asText()),
                            path,
                            node,
                            duration);
            case Schema.EnumSchema choice ->
                    expect(
                            node.isTextual() && choice.values().contains(node.asText()),
                            path,
                            node,
                            choice);
            case Schema.IntegerSchema integer ->
                    expect(
                            node.isIntegralNumber()
                                    && node.canConvertToLong()
                                    && node.longValue() >= integer.minimum()
                                    && node.longValue() <= integer.maximum(),
                            path,
                            node,
                            integer);
            case Schema.BooleanSchema flag -> expect(node.isBoolean(), path, node, flag);
            case Schema.QuantitySchema quantity ->
                    expect(
                            (node.isTextual() || node.isIntegralNumber())
                                    && AMOUNT.matcher(node.asText()).matches(),
                            path,
                            node,
                            quantity);
            case Schema.ArraySchema array -> checkArray(path, node, array);
            case Schema.MapSchema map -> checkMap(path, node, map);
            case Schema.ObjectSchema object -> checkObject(path, node, object);
        }
    }

    private void checkArray(String path, JsonNode node, Schema.ArraySchema array) {
        if (!expect(
                node.isArray()
                        && node.size() >= array.minItems()
                        && node.size() <= array.maxItems(),
                path,
                node,
                array)) {
            return;
        }
        var seen = new HashSet<JsonNode>();
        for (int i = 0; i < node.size(); i++) {
            String place = "%s[%d]".formatted(path, i);
            JsonNode each = node.get(i);
            check(place, each, array.items());
            JsonNode identity =
                    switch (array.type()) {
                        case Schema.ListType.Atomic _, Schema.ListType.Set _ -> each;
                        case Schema.ListType.Map(var key) -> each.path(key);
                    };
            if (!seen.add(identity)) {
                problems.add(
                        new Problem(
                                place,
                                "is a duplicate: \"%s\"".formatted(Problem.shown(text(identity)))));
            }
        }
    }

    private void checkMap(String path, JsonNode node, Schema.MapSchema map) {
        if (!expect(node.isObject() && node.size() <= map.maxProperties(), path, node, map)) {
            return;
        }
        for (var each : node.properties()) {
            String key = each.getKey();
            if (!map.keys().admits(key)) {
                problems.add(Problem.illegal(path, key, map.keys().legal()));
            }
            check(path + "." + Problem.shown(key), each.getValue(), map.values());
        }
    }

    private void checkObject(String path, JsonNode node, Schema.ObjectSchema object) {
        if (!expect(node.isObject(), path, node, object)) {
            return;
        }
        for (var each : node.properties()) {
            String place = path + "." + Problem.shown(each.getKey());
            object.find(each.getKey())
                    .ifPresentOrElse(
                            property -> check(place, each.getValue(), property.schema()),
                            () -> unknown(place, object));
        }
        for (Property each : object.properties()) {
            if (each.presence() == Property.Presence.REQUIRED && !node.has(each.name())) {
                problems.add(
                        new Problem(
                                path + "." + each.name(),
                                "is required and must be " + legal(each.schema())));
            }
        }
        for (Rule rule : object.rules()) {
            if (!rule.holds().test(node)) {
                problems.add(new Problem(path, rule.message()));
            }
        }
    }

    private void unknown(String path, Schema.ObjectSchema object) {
        problems.add(
                new Problem(
                        path,
                        "is not a field of %s; legal fields are %s"
                                .formatted(
                                        kind,
                                        object.properties().stream()
                                                .map(Property::name)
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }

    private boolean expect(boolean holds, String path, JsonNode node, Schema schema) {
        if (!holds) {
            problems.add(
                    Placeholders.isHidden(path)
                            ? new Problem(path, "is not " + legal(schema))
                            : Problem.illegal(path, text(node), legal(schema)));
        }
        return holds;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    private static String legal(Schema schema) {
        return switch (schema) {
            case Schema.StringSchema text -> text.legal();
            case Schema.TextSchema(var maxLength) ->
                    "text of at most %d characters".formatted(maxLength);
            case Schema.DateTimeSchema() -> "a time like 2030-01-31T23:59:59Z";
            case Schema.DurationSchema duration -> duration.legal();
            case Schema.EnumSchema(var values) -> "one of " + String.join(", ", values);
            case Schema.IntegerSchema(var minimum, var maximum) ->
                    "an integer from %d to %d".formatted(minimum, maximum);
            case Schema.BooleanSchema() -> "true or false";
            case Schema.QuantitySchema() -> "a quantity like 100m or 64Mi";
            case Schema.ArraySchema array ->
                    "a list of %d to %d items".formatted(array.minItems(), array.maxItems());
            case Schema.MapSchema map ->
                    "a map of at most %d entries".formatted(map.maxProperties());
            case Schema.ObjectSchema _ -> "an object";
        };
    }
}
