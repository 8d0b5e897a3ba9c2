package io.migrate.migrator.report;

/// Makes the characters of a text visible that would otherwise act on a terminal or a log: control
/// characters, of which some move the cursor or begin a new line, and format characters, of which
/// some reverse the order of what follows. File names and messages of a server may contain them.
public final class VisibleText {
    /// The categories of Unicode that are not shown as they are.
    private static final int HIDDEN =
            1 << Character.CONTROL
                    | 1 << Character.FORMAT
                    | 1 << Character.LINE_SEPARATOR
                    | 1 << Character.PARAGRAPH_SEPARATOR
                    | 1 << Character.SURROGATE;

    private static final int DELETE = 0x7F;

    private VisibleText() {}

    /// A text as one line: each such character is replaced by its escape sequence in JSON, such as
    /// `\n` or `\u001b`.
    public static String line(String text) {
        return escaped(text, 0);
    }

    /// JSON with the same value, in which such characters are escaped.
    ///
    /// @param text JSON in one line, whose characters below U+0020 are escaped already
    static String json(String text) {
        return escaped(text, ' ');
    }

    /// @param first characters below are left as they are
    private static String escaped(String text, int first) {
        int start = firstHidden(text);
        if (start == text.length()) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, start);
        int codePoint;
        for (int i = start; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (codePoint >= first && isHidden(codePoint)) {
                append(escaped, codePoint);
            } else {
                escaped.appendCodePoint(codePoint);
            }
        }
        return escaped.toString();
    }

    private static int firstHidden(String text) {
        int i = 0;
        while (i < text.length() && !isHidden(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    static boolean isHidden(int codePoint) {
        return codePoint < ' '
                || (codePoint >= DELETE && (HIDDEN >> Character.getType(codePoint) & 1) != 0);
    }

    private static void append(StringBuilder escaped, int codePoint) {
        switch (codePoint) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                // Half of a pair stands for nothing.
                int shown =
                        Character.getType(codePoint) == Character.SURROGATE ? 0xFFFD : codePoint;
                for (char unit : Character.toChars(shown)) {
                    escaped.append("\\u%04x".formatted((int) unit));
                }
            }
        }
    }
}
