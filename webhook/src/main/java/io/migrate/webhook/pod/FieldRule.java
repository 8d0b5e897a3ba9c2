package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Decides whether a field of an injected element is left as a Pod has it. Either node is missing
/// if the field is not set.
@FunctionalInterface
interface FieldRule {
    boolean accepts(JsonNode intended, JsonNode present);

    /// Only what is intended. A field that is not intended may be null, empty or false, which is
    /// what it means if it is not set.
    static boolean same(JsonNode intended, JsonNode present) {
        if (isNothing(intended)) {
            return isNothing(present) || (present.isBoolean() && !present.booleanValue());
        }
        // 65532 as an int, a long or a decimal is the same number.
        return intended.isNumber()
                ? present.isNumber() && intended.asText().equals(present.asText())
                : intended.equals(present);
    }

    /// What is intended; anything if nothing is.
    static boolean open(JsonNode intended, JsonNode present) {
        return intended.isMissingNode() || same(intended, present);
    }

    /// What is intended, or one of these values.
    static FieldRule sameOr(String... values) {
        return (intended, present) ->
                same(intended, present) || List.of(values).contains(present.asText());
    }

    /// An object, each member by its own rule. A member without a rule must be as intended.
    static FieldRule object(Map<String, FieldRule> members) {
        return (intended, present) ->
                (present.isObject() || (intended.isMissingNode() && isNothing(present)))
                        && Stream.concat(intended.propertyStream(), present.propertyStream())
                                .map(Map.Entry::getKey)
                                .allMatch(name ->
                                        members.getOrDefault(name, FieldRule::same)
                                                .accepts(intended.path(name), present.path(name)));
    }

    /// By this rule if the field is intended; otherwise it must not be set.
    static FieldRule ifIntended(FieldRule rule) {
        return (intended, present) ->
                intended.isMissingNode()
                        ? same(intended, present)
                        : rule.accepts(intended, present);
    }

    /// A list of objects: each intended one exactly once, because of two variables with the same
    /// name kubelet uses the last.
    ///
    /// @param key identifies an element
    /// @param element the rule for an intended element
    /// @param addition admits an element that is not intended
    static FieldRule elements(String key, FieldRule element, Predicate<JsonNode> addition) {
        return (intended, present) -> {
            List<JsonNode> there = PodView.elements(present);
            List<JsonNode> keys =
                    PodView.elements(intended).stream().map(each -> each.path(key)).toList();
            return there.stream().filter(each -> !keys.contains(each.path(key))).allMatch(addition)
                    && PodView.elements(intended).stream()
                            .allMatch(each -> {
                                var same =
                                        there.stream()
                                                .filter(other ->
                                                        other.path(key).equals(each.path(key)))
                                                .toList();
                                return same.size() == 1 && element.accepts(each, same.getFirst());
                            });
        };
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isContainerNode() && node.isEmpty())
                || (node.isTextual() && node.textValue().isEmpty());
    }
}
