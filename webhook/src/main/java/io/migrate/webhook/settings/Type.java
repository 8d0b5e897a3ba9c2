package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Schema;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// How the value of a {@link Field} is parsed, formatted and merged.
///
/// @param legal the legal values of an annotation, as a noun phrase that completes "is not …"
/// @param parse parses the value of an annotation; empty if it is illegal
/// @param schema of the value in a policy
/// @param read reads a policy's value that the schema accepts; empty for anything else
/// @param text formats a value for an annotation and for the migrator's environment
/// @param merge returns the effective value of the weaker and the stronger one
public record Type<T>(
        String legal,
        Function<String, Optional<T>> parse,
        Schema schema,
        Function<JsonNode, Optional<T>> read,
        Function<T, String> text,
        BinaryOperator<T> merge) {

    /// A type whose stronger value replaces the weaker one.
    static <T> Type<T> of(
            String legal,
            Function<String, Optional<T>> parse,
            Schema schema,
            Function<JsonNode, Optional<T>> read,
            Function<T, String> text) {
        return new Type<>(legal, parse, schema, read, text, (_, stronger) -> stronger);
    }

    /// A type with the same notation in policies and annotations.
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

    /// A type that no annotation can set.
    static <T> Type<T> inPolicy(
            Schema schema, Function<JsonNode, Optional<T>> read, Function<T, String> text) {
        return of("settable by an annotation", _ -> Optional.empty(), schema, read, text);
    }
}
