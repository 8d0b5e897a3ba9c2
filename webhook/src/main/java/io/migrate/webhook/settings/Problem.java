package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

/// An error in what a user wrote, described in one sentence.
///
/// @param field the annotation key, label key or policy path that is wrong
/// @param sentence what is wrong and what is legal; one line, no trailing period
public record Problem(String field, String sentence) {
    private static final int SHOWN = 64;

    /// Rejects null.
    public Problem {
        requireNonNull(field, "field is null");
        requireNonNull(sentence, "sentence is null");
    }

    /// Returns the problem of a value that is not legal.
    ///
    /// @param legal the legal values, as a noun phrase
    public static Problem illegal(String field, String value, String legal) {
        return new Problem(field, "value \"%s\" is not %s".formatted(shown(value), legal));
    }

    /// Returns the first 64 characters of a user's text, without control, format and line separator
    /// characters, so that it is safe in a log line, an error and a terminal.
    public static String shown(String text) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "");
        return clean.codePointCount(0, clean.length()) <= SHOWN
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, SHOWN)) + "…";
    }

    /// Returns `FIELD: sentence`, the line that the user reads.
    @Override
    public String toString() {
        return field + ": " + sentence;
    }
}
