package io.migrate.migrator.report;

/// The beginning of a text whose length somebody else decides, such as a server.
public final class Excerpt {
    /// The longest excerpt, in bytes of UTF-8, without the remark about the rest.
    public static final int MAX_BYTES = 4096;

    private Excerpt() {}

    /// Returns the text, or its first 4 KiB and how much was left out.
    public static String of(String text) {
        return of(text, MAX_BYTES);
    }

    static String of(String text, int maxBytes) {
        if (text.length() <= maxBytes / 3) {
            return text;
        }
        int end = end(text, maxBytes);
        return end == text.length()
                ? text
                : "%s… (%d more characters)"
                        .formatted(text.substring(0, end), text.codePointCount(end, text.length()));
    }

    private static int end(String text, int maxBytes) {
        int bytes = 0;
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            bytes += bytes(codePoint);
            if (bytes > maxBytes) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    /// The length of a character in UTF-8.
    static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
