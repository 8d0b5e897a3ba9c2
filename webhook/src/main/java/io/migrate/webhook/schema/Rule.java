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
    /// At most one of these members is set.
    public static Rule atMostOneOf(List<String> members) {
        String present =
                members.stream().map("has(self.%s)"::formatted).collect(Collectors.joining(", "));
        return new Rule(
                "[%s].filter(each, each).size() <= 1".formatted(present),
                "at most one of %s may be set".formatted(String.join(", ", members)),
                object -> members.stream().filter(object::has).count() <= 1);
    }

    /// A discriminated union: the member is set if and only if `type` has its value.
    public static Rule onlyWithType(String type, String member) {
        return new Rule(
                "(self.type == '%s') == has(self.%s)".formatted(type, member),
                "type %s requires the object %s, which no other type allows"
                        .formatted(type, member),
                object -> object.path("type").asText().equals(type) == object.has(member));
    }

    /// A member that requires another one.
    public static Rule needs(String member, String needed) {
        return new Rule(
                "!has(self.%s) || has(self.%s)".formatted(member, needed),
                "%s requires %s".formatted(member, needed),
                object -> !object.has(member) || object.has(needed));
    }
}
