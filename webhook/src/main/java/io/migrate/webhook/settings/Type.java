package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Schema;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// How the value of a {@link Field} is written, read and combined.
///
/// @param legal what may stand in an annotation, as a noun phrase that completes "is not …"
/// @param parse reads the form that an annotation uses; empty if illegal
/// @param schema what may stand in a policy
/// @param read reads what the schema admits in a policy; empty for anything else
/// @param text writes a value as an annotation and as the migrator's environment do
/// @param merge given the weaker and the stronger value, the one that holds
public record Type<T>(
        String legal,
        Function<String, Optional<T>> parse,
        Schema schema,
        Function<JsonNode, Optional<T>> read,
        Function<T, String> text,
        BinaryOperator<T> merge) {

    /// A type whose stronger value replaces the weaker.
    static <T> Type<T> of(
            String legal,
            Function<String, Optional<T>> parse,
            Schema schema,
            Function<JsonNode, Optional<T>> read,
            Function<T, String> text) {
        return new Type<>(legal, parse, schema, read, text, (_, stronger) -> stronger);
    }

    /// A type that a policy writes as the same string that an annotation uses.
    static <T> Type<T> ofText(
            String legal,
            Schema schema,
            Function<String, Optional<T>> parse,
            Function<T, String> text) {
        return of(
                legal,
                parse,
                schema,
                node -> node.isTextual() ? parse.apply(node.textValue()) : Optional.empty(),
                text);
    }

    /// A type that no annotation has.
    static <T> Type<T> inPolicy(
            Schema schema, Function<JsonNode, Optional<T>> read, Function<T, String> text) {
        return of("for annotations", _ -> Optional.empty(), schema, read, text);
    }
}
