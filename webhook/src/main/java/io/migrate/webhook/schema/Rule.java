package io.migrate.webhook.schema;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A validation rule for an object as a whole, in CEL and in Java.
///
/// @param cel true if it holds; `self` is the object
///   (https://kubernetes.io/docs/reference/using-api/cel/)
/// @param message what is wrong otherwise, and what is valid
/// @param holds the same rule in Java
public record Rule(String cel, String message, Predicate<JsonNode> holds) {
    /// Returns a rule that at most one of these properties is set.
    public static Rule atMostOneOf(List<String> properties) {
        return new Rule(
                present(properties) + " <= 1",
                "at most one of %s may be set".formatted(String.join(", ", properties)),
                object -> count(object, properties) <= 1);
    }

    /// Returns a rule that one of these properties is set, and only one.
    public static Rule exactlyOneOf(List<String> properties) {
        return new Rule(
                present(properties) + " == 1",
                "exactly one of %s must be set".formatted(String.join(", ", properties)),
                object -> count(object, properties) == 1);
    }

    /// Returns the rule of a discriminated union: the property is set if and only if `type` has
    /// this value.
    public static Rule onlyWithType(String type, String property) {
        return new Rule(
                "(self.type == '%s') == has(self.%s)".formatted(type, property),
                "type %s requires the object %s, which no other type allows"
                        .formatted(type, property),
                object -> object.path("type").asText().equals(type) == object.has(property));
    }

    /// Returns a rule that one property requires another.
    public static Rule needs(String property, String needed) {
        return new Rule(
                "!has(self.%s) || has(self.%s)".formatted(property, needed),
                "%s requires %s".formatted(property, needed),
                object -> !object.has(property) || object.has(needed));
    }

    private static String present(List<String> properties) {
        return properties.stream()
                .map("has(self.%s)"::formatted)
                .collect(Collectors.joining(", ", "[", "].filter(each, each).size()"));
    }

    private static long count(JsonNode object, List<String> properties) {
        return properties.stream().filter(object::has).count();
    }
}
