package io.migrate.webhook.schema;

import java.util.regex.Pattern;

/// A regular expression for a whole text. It is compiled once, when the first text is matched: most
/// grammars are those of fields that no policy sets.
public final class Expression {
    private final String pattern;
    private volatile Pattern compiled;

    /// An expression in the common subset of Java and RE2: no lookarounds.
    public Expression(String pattern) {
        this.pattern = pattern;
    }

    /// Returns the expression as text.
    public String pattern() {
        return pattern;
    }

    /// Whether the whole text matches.
    public boolean matches(CharSequence text) {
        Pattern known = compiled;
        if (known == null) {
            known = Pattern.compile(pattern);
            compiled = known;
        }
        return known.matcher(text).matches();
    }
}
