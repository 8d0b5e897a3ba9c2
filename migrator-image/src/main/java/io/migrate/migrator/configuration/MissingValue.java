package io.migrate.migrator.configuration;

/// A placeholder without a value, or one that cannot be read.
///
/// @param line in the text, from 1
/// @param reason a sentence without a subject, for a message about the file
public record MissingValue(int line, String reason) {
    private static final int LONGEST = 60;

    /// @param start of the placeholder
    /// @param end of it
    static MissingValue at(String text, int start, int end) {
        return noValue(
                lineAt(text, start), text.substring(start, end).lines().findFirst().orElse(""));
    }

    static MissingValue noValue(int line, String placeholder) {
        String shown =
                placeholder.length() > LONGEST
                        ? placeholder.substring(0, LONGEST) + "…"
                        : placeholder;
        return new MissingValue(line, "the placeholder %s has no value".formatted(shown));
    }

    static int lineAt(String text, int position) {
        return 1 + (int) text.substring(0, position).chars().filter(each -> each == '\n').count();
    }
}
