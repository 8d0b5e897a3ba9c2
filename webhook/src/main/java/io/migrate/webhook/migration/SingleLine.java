package io.migrate.webhook.migration;

/// Makes untrusted text safe to be part of one line.
final class SingleLine {
    private SingleLine() {}

    /// Removes control, formatting and unassigned characters, turns white space into single spaces,
    /// and cuts the text.
    ///
    /// @param longest in characters
    static String of(String text, int longest) {
        String clean =
                wellFormed(text)
                        .replaceAll("[\\s\\p{Z}]+", " ")
                        .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}]", "")
                        .strip();
        return clean.codePointCount(0, clean.length()) <= longest
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /// Removes half characters, which a cut can leave behind.
    private static String wellFormed(String text) {
        return text.codePoints()
                .filter(each -> Character.getType(each) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
