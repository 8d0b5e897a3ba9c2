package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;
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
            case Schema.TextSchema prose ->
                    expect(
                            node.isTextual() && node.asText().length() <= prose.longest(),
                            path,
                            node,
                            prose);
            case Schema.DateTimeSchema moment -> expect(node.isTextual(), path, node, moment);
            case Schema.DurationSchema span ->
                    expect(node.isTextual() && span.admits(node.asText()), path, node, span);
            case Schema.EnumSchema choice ->
                    expect(
                            node.isTextual() && choice.values().contains(node.asText()),
                            path,
                            node,
                            choice);
            case Schema.IntegerSchema whole ->
                    expect(
                            node.isIntegralNumber()
                                    && node.canConvertToLong()
                                    && node.longValue() >= whole.least()
                                    && node.longValue() <= whole.most(),
                            path,
                            node,
                            whole);
            case Schema.BooleanSchema flag -> expect(node.isBoolean(), path, node, flag);
            case Schema.QuantitySchema amount ->
                    expect(
                            (node.isTextual() || node.isIntegralNumber())
                                    && AMOUNT.matcher(node.asText()).matches(),
                            path,
                            node,
                            amount);
            case Schema.ArraySchema listing -> checkListing(path, node, listing);
            case Schema.MapSchema mapping -> checkMapping(path, node, mapping);
            case Schema.ObjectSchema structure -> checkStructure(path, node, structure);
        }
    }

    private void checkListing(String path, JsonNode node, Schema.ArraySchema listing) {
        if (!expect(
                node.isArray() && node.size() >= listing.fewest() && node.size() <= listing.most(),
                path,
                node,
                listing)) {
            return;
        }
        var seen = new HashSet<JsonNode>();
        for (int i = 0; i < node.size(); i++) {
            String place = "%s[%d]".formatted(path, i);
            JsonNode each = node.get(i);
            check(place, each, listing.members());
            JsonNode identity =
                    switch (listing.kind()) {
                        case Schema.Kind.Ordered _, Schema.Kind.Set _ -> each;
                        case Schema.Kind.Keyed(var member) -> each.path(member);
                    };
            if (!seen.add(identity)) {
                problems.add(
                        new Problem(
                                place,
                                "is a duplicate: \"%s\"".formatted(Problem.shown(text(identity)))));
            }
        }
    }

    private void checkMapping(String path, JsonNode node, Schema.MapSchema mapping) {
        if (!expect(node.isObject() && node.size() <= mapping.most(), path, node, mapping)) {
            return;
        }
        for (var each : node.properties()) {
            String key = each.getKey();
            if (!mapping.keys().admits(key)) {
                problems.add(Problem.illegal(path, key, mapping.keys().legal()));
            }
            check(path + "." + Problem.shown(key), each.getValue(), mapping.values());
        }
    }

    private void checkStructure(String path, JsonNode node, Schema.ObjectSchema structure) {
        if (!expect(node.isObject(), path, node, structure)) {
            return;
        }
        for (var each : node.properties()) {
            String place = path + "." + Problem.shown(each.getKey());
            structure
                    .find(each.getKey())
                    .ifPresentOrElse(
                            member -> check(place, each.getValue(), member.schema()),
                            () -> unknown(place, structure));
        }
        for (Property each : structure.members()) {
            if (each.presence() == Property.Presence.REQUIRED && !node.has(each.name())) {
                problems.add(
                        new Problem(
                                path + "." + each.name(),
                                "is required and must be " + legal(each.schema())));
            }
        }
        for (Rule rule : structure.rules()) {
            if (!rule.holds().test(node)) {
                problems.add(new Problem(path, rule.message()));
            }
        }
    }

    private void unknown(String path, Schema.ObjectSchema structure) {
        problems.add(
                new Problem(
                        path,
                        "is not a field of %s; legal fields are %s"
                                .formatted(
                                        kind,
                                        structure.members().stream()
                                                .map(Property::name)
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }

    private boolean expect(boolean holds, String path, JsonNode node, Schema schema) {
        if (!holds) {
            problems.add(Problem.illegal(path, text(node), legal(schema)));
        }
        return holds;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    private static String legal(Schema schema) {
        return switch (schema) {
            case Schema.StringSchema text -> text.legal();
            case Schema.TextSchema(var longest) ->
                    "text of at most %d characters".formatted(longest);
            case Schema.DateTimeSchema() -> "a time like 2030-01-31T23:59:59Z";
            case Schema.DurationSchema span -> span.legal();
            case Schema.EnumSchema(var values) -> "one of " + String.join(", ", values);
            case Schema.IntegerSchema(var least, var most) ->
                    "an integer from %d to %d".formatted(least, most);
            case Schema.BooleanSchema() -> "true or false";
            case Schema.QuantitySchema() -> "a quantity like 100m or 64Mi";
            case Schema.ArraySchema listing ->
                    "a list of %d to %d items".formatted(listing.fewest(), listing.most());
            case Schema.MapSchema mapping ->
                    "a map of at most %d entries".formatted(mapping.most());
            case Schema.ObjectSchema _ -> "an object";
        };
    }
}
