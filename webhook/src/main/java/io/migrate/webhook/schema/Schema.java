package io.migrate.webhook.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The schema of a value. The set of schemas is closed, so that the API server and every reader
/// accept the same values.
public sealed interface Schema {
    /// A string with a grammar.
    ///
    /// @param legal completes "must be …" and "is not …"
    /// @param pattern for the whole text, in the common subset of Java and RE2: no lookarounds
    /// @param longest maximum length in units of `measure`
    record StringSchema(String legal, String pattern, int longest, Measure measure)
            implements Schema {
        /// A string whose length is measured in characters.
        public StringSchema(String legal, String pattern, int longest) {
            this(legal, pattern, longest, Measure.CHARACTERS);
        }

        /// Whether the text is valid.
        public boolean admits(String text) {
            return measure.of(text) <= longest && Pattern.matches(pattern, text);
        }
    }

    /// A string without a grammar.
    ///
    /// @param longest maximum length in characters
    record TextSchema(int longest) implements Schema {}

    /// A date and time in RFC 3339 format.
    record DateTimeSchema() implements Schema {}

    /// A duration in Go's format, from hours to milliseconds.
    record DurationSchema(String legal, String pattern) implements Schema {
        /// Whether the text is a valid duration.
        public boolean admits(String text) {
            return !text.isEmpty() && Pattern.matches(pattern, text);
        }
    }

    /// One of a list of values.
    record EnumSchema(List<String> values) implements Schema {
        /// Copies what may change.
        public EnumSchema {
            values = List.copyOf(values);
        }
    }

    /// An integer within bounds.
    record IntegerSchema(long least, long most) implements Schema {}

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
    record ArraySchema(Schema members, int fewest, int most, Kind kind) implements Schema {}

    /// An object with arbitrary keys.
    ///
    /// @param keys the grammar of the keys
    record MapSchema(StringSchema keys, Schema values, int most) implements Schema {}

    /// An object with fixed properties.
    record ObjectSchema(List<Property> members, List<Rule> rules) implements Schema {
        /// Copies what may change.
        public ObjectSchema {
            members = List.copyOf(members);
            rules = List.copyOf(rules);
        }

        /// Returns an object without rules.
        public static ObjectSchema of(Property... members) {
            return new ObjectSchema(List.of(members), List.of());
        }

        /// Returns the same object with these rules.
        public ObjectSchema with(Rule... more) {
            return new ObjectSchema(members, List.of(more));
        }

        /// Returns the property with this name.
        public Optional<Property> find(String name) {
            return members.stream().filter(each -> each.name().equals(name)).findFirst();
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

    /// How lists of several writers are merged
    /// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
    sealed interface Kind {
        /// Unique scalars with a significant order, or lists for which emptiness is significant:
        /// the whole list belongs to one writer. An empty set has no member that server-side apply
        /// could remove again.
        record Ordered() implements Kind {}

        /// Unique scalars.
        record Set() implements Kind {}

        /// Objects, identified by this property.
        record Keyed(String member) implements Kind {}
    }
}
