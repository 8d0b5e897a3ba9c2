package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// How the value of a {@link Field} is written, read and combined.
///
/// @param legal what may stand in an annotation, as a noun phrase that completes "is not …"
/// @param legalInPolicy the same for a policy
/// @param parse reads the form that an annotation uses; empty if illegal
/// @param read reads the form that a policy uses; empty if illegal
/// @param text writes a value as an annotation and as the migrator's environment do
/// @param merge given the weaker and the stronger value, the one that holds
public record Type<T>(
        String legal,
        String legalInPolicy,
        Function<String, Optional<T>> parse,
        Function<JsonNode, Optional<T>> read,
        Function<T, String> text,
        BinaryOperator<T> merge) {

    /// A type whose stronger value replaces the weaker.
    static <T> Type<T> of(
            String legal,
            Function<String, Optional<T>> parse,
            Function<JsonNode, Optional<T>> read,
            Function<T, String> text) {
        return new Type<>(legal, legal, parse, read, text, (_, stronger) -> stronger);
    }

    /// A type that a policy writes as the same string that an annotation uses.
    static <T> Type<T> ofText(
            String legal, Function<String, Optional<T>> parse, Function<T, String> text) {
        return of(
                legal,
                parse,
                node -> node.isTextual() ? parse.apply(node.textValue()) : Optional.empty(),
                text);
    }

    /// The same type, described otherwise where a policy writes it otherwise.
    Type<T> inPolicy(String described) {
        return new Type<>(legal, described, parse, read, text, merge);
    }
}
