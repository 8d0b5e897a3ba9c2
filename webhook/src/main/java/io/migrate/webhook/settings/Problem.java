package io.migrate.webhook.settings;

import static java.util.Objects.requireNonNull;

/// Something a user wrote that cannot be accepted, told in one sentence.
///
/// @param field the annotation key, label key or policy path that is wrong
/// @param sentence what is wrong with it and what would be right; one line, no trailing period
public record Problem(String field, String sentence) {
    private static final int SHOWN = 64;

    /// Neither may be null.
    public Problem {
        requireNonNull(field, "field is null");
        requireNonNull(sentence, "sentence is null");
    }

    /// A value that is outside its set.
    ///
    /// @param legal what may stand there, as a noun phrase
    public static Problem illegal(String field, String value, String legal) {
        return new Problem(field, "value \"%s\" is not %s".formatted(shown(value), legal));
    }

    /// The first 64 characters of a user's text, without what controls, hides, turns or breaks
    /// text: fit for a log line, an error and a terminal.
    public static String shown(String text) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "");
        return clean.codePointCount(0, clean.length()) <= SHOWN
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, SHOWN)) + "…";
    }

    /// `FIELD: sentence`, the line that the user reads.
    @Override
    public String toString() {
        return field + ": " + sentence;
    }
}
