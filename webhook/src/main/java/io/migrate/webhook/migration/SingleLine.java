package io.migrate.webhook.migration;

/// Somebody's text as a part of one line of ours.
final class SingleLine {
    private SingleLine() {}

    /// Without what controls, hides or turns text; white space is one space, and no more than
    /// `longest` characters are left.
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

    /// A cut may have halved a character.
    private static String wellFormed(String text) {
        return text.codePoints()
                .filter(each -> Character.getType(each) != Character.SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
