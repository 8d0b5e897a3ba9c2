package io.migrate.webhook.policy;

import io.migrate.webhook.grammar.ClosedVariables;
import io.migrate.webhook.schema.Schema;

/// A pattern for names of the migrator's environment variables: a name, or the beginning of names
/// and `*`.
///
/// @param text of the pattern
record VariablePattern(String text) {
    /// A closed name would promise what no pattern gives.
    static final Schema.StringSchema GRAMMAR =
            new Schema.StringSchema("", "[-._a-zA-Z][-._a-zA-Z0-9]*\\*?|\\*", 253)
                    .except(
                            "a variable that policies can set, or a beginning and *, like"
                                    + " HTTPS_PROXY or AWS_*",
                            ClosedVariables.names());

    /// Whether the pattern matches this name.
    boolean matches(String name) {
        return isOpen() ? name.startsWith(beginning()) : name.equals(text);
    }

    /// Whether the pattern matches every name with this prefix.
    boolean matchesAll(String prefix) {
        return isOpen() && prefix.startsWith(beginning());
    }

    private boolean isOpen() {
        return text.endsWith("*");
    }

    private String beginning() {
        return text.substring(0, text.length() - 1);
    }
}
