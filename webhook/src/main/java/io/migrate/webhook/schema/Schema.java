package io.migrate.webhook.schema;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a value may be. Closed, so that the API server and whoever reads a resource judge alike.
public sealed interface Schema {
    /// Text of a grammar.
    ///
    /// @param legal completes "must be …" and "is not …"
    /// @param pattern of the whole text, in what Java and RE2 have in common: no lookarounds
    /// @param longest in units of `measure`
    record StringSchema(String legal, String pattern, int longest, Measure measure)
            implements Schema {
        /// Text that is measured in characters.
        public StringSchema(String legal, String pattern, int longest) {
            this(legal, pattern, longest, Measure.CHARACTERS);
        }

        /// Whether this is such a text.
        public boolean admits(String text) {
            return measure.of(text) <= longest && Pattern.matches(pattern, text);
        }
    }

    /// Text without a grammar, of so many characters.
    record TextSchema(int longest) implements Schema {}

    /// A moment as RFC 3339 writes it.
    record DateTimeSchema() implements Schema {}

    /// A duration as Go writes it, in hours to milliseconds.
    record DurationSchema(String legal, String pattern) implements Schema {
        /// Whether this is such a duration.
        public boolean admits(String text) {
            return !text.isEmpty() && Pattern.matches(pattern, text);
        }
    }

    /// One of some words.
    record EnumSchema(List<String> values) implements Schema {
        /// Copies what may change.
        public EnumSchema {
            values = List.copyOf(values);
        }
    }

    /// A whole number within bounds.
    record IntegerSchema(long least, long most) implements Schema {}

    /// `true` or `false`.
    record BooleanSchema() implements Schema {}

    /// A Kubernetes quantity, text or a whole number.
    record QuantitySchema() implements Schema {
        /// Of https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/,
        /// without a sign: nothing here may be negative.
        public static final String PATTERN =
                "[0-9]+(\\.[0-9]*)?([KMGTPE]i|[numkMGTPE]|[eE][-+]?[0-9]+)?";
    }

    /// A list.
    record ArraySchema(Schema members, int fewest, int most, Kind kind) implements Schema {}

    /// An object whose keys the user chooses.
    ///
    /// @param keys their grammar
    record MapSchema(StringSchema keys, Schema values, int most) implements Schema {}

    /// An object whose keys are ours.
    record ObjectSchema(List<Property> members, List<Rule> rules) implements Schema {
        /// Copies what may change.
        public ObjectSchema {
            members = List.copyOf(members);
            rules = List.copyOf(rules);
        }

        /// One without rules.
        public static ObjectSchema of(Property... members) {
            return new ObjectSchema(List.of(members), List.of());
        }

        /// The same with rules.
        public ObjectSchema with(Rule... more) {
            return new ObjectSchema(members, List.of(more));
        }

        /// A member by its name.
        public Optional<Property> find(String name) {
            return members.stream().filter(each -> each.name().equals(name)).findFirst();
        }
    }

    /// How long a text is.
    enum Measure {
        CHARACTERS,
        /// Of UTF-8.
        BYTES;

        int of(String text) {
            return switch (this) {
                case CHARACTERS -> text.codePointCount(0, text.length());
                case BYTES -> text.getBytes(StandardCharsets.UTF_8).length;
            };
        }
    }

    /// How two writers' lists become one
    /// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
    sealed interface Kind {
        /// Scalars, each once, whose order says something, or that there is none: the whole list is
        /// one writer's. An empty set has no member that server-side apply could take away again.
        record Ordered() implements Kind {}

        /// Scalars, each once.
        record Set() implements Kind {}

        /// Objects, each known by this member of its.
        record Keyed(String member) implements Kind {}
    }
}
