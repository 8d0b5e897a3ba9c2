package io.migrate.webhook.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The schema of a value. The set of schemas is closed, so that the API server and every reader
/// accept the same values.
public sealed interface Schema {
    /// A string with a grammar.
    ///
    /// @param legal completes "must be …" and "is not …"
    /// @param pattern for the whole text
    /// @param except the same for texts that are not valid although they match the other pattern
    /// @param maxLength in units of `measure`
    record StringSchema(
            String legal,
            Expression pattern,
            Optional<Expression> except,
            int maxLength,
            Measure measure)
            implements Schema {
        /// A string whose length is measured in these units.
        public StringSchema(String legal, String pattern, int maxLength, Measure measure) {
            this(legal, new Expression(pattern), Optional.empty(), maxLength, measure);
        }

        /// A string whose length is measured in characters.
        public StringSchema(String legal, String pattern, int maxLength) {
            this(legal, pattern, maxLength, Measure.CHARACTERS);
        }

        /// Returns the grammar of the same texts, except those that match this pattern.
        public StringSchema except(String legalThen, String other) {
            return new StringSchema(
                    legalThen, pattern, Optional.of(new Expression(other)), maxLength, measure);
        }

        /// Whether the text is valid.
        public boolean admits(String text) {
            return measure.of(text) <= maxLength
                    && pattern.matches(text)
                    && (except.isEmpty() || !except.get().matches(text));
        }
    }

    /// A string without a grammar.
    ///
    /// @param maxLength in characters
    record TextSchema(int maxLength) implements Schema {}

    /// A date and time in RFC 3339 format.
    record DateTimeSchema() implements Schema {}

    /// A duration in Go's format, from hours to milliseconds.
    record DurationSchema(String legal, Expression pattern) implements Schema {
        /// A duration with a grammar.
        public DurationSchema(String legal, String pattern) {
            this(legal, new Expression(pattern));
        }

        /// Whether the text is a valid duration.
        public boolean admits(String text) {
            return !text.isEmpty() && pattern.matches(text);
        }
    }

    /// One of a list of values.
    record EnumSchema(List<String> values) implements Schema {
        /// Copies the collections.
        public EnumSchema {
            values = List.copyOf(values);
        }
    }

    /// An integer within bounds.
    record IntegerSchema(long minimum, long maximum) implements Schema {}

    /// `true` or `false`.
    record BooleanSchema() implements Schema {}

    /// A Kubernetes quantity, a string or an integer.
    record QuantitySchema() implements Schema {
        /// The grammar of
        /// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ without
        /// a sign: no quantity may be negative.
        public static final String PATTERN =
                "[0-9]+(\\.[0-9]*)?([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?";
    }

    /// A list.
    record ArraySchema(Schema items, int minItems, int maxItems, ListType type) implements Schema {}

    /// An object with arbitrary keys.
    ///
    /// @param keys the grammar of the keys
    record MapSchema(StringSchema keys, Schema values, int maxProperties) implements Schema {}

    /// An object with fixed properties.
    record ObjectSchema(List<Property> properties, List<Rule> rules) implements Schema {
        /// Copies the collections.
        public ObjectSchema {
            properties = List.copyOf(properties);
            rules = List.copyOf(rules);
        }

        /// Returns an object without rules.
        public static ObjectSchema of(Property... properties) {
            return new ObjectSchema(List.of(properties), List.of());
        }

        /// Returns the same object with these rules.
        public ObjectSchema with(Rule... more) {
            return new ObjectSchema(properties, List.of(more));
        }

        /// Returns the property with this name.
        public Optional<Property> find(String name) {
            return properties.stream().filter(each -> each.name().equals(name)).findFirst();
        }
    }

    /// The unit of a string's length.
    enum Measure {
        CHARACTERS,
        /// In UTF-8.
        BYTES;

        int of(String text) {
            return switch (this) {
                case CHARACTERS -> text.codePointCount(0, text.length());
                case BYTES -> text.getBytes(StandardCharsets.UTF_8).length;
            };
        }
    }

    /// The `x-kubernetes-list-type`, which defines how the lists of several writers are merged
    /// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
    sealed interface ListType {
        /// Unique scalars whose order is significant, or for which an empty list has a meaning: the
        /// whole list belongs to one writer. An empty set has no item that server-side apply could
        /// remove again.
        record Atomic() implements ListType {}

        /// Unique scalars.
        record Set() implements ListType {}

        /// Objects that are identified by a property.
        ///
        /// @param key the name of that property
        record Map(String key) implements ListType {}
    }
}
