package io.migrate.migrator.configuration;

/// The four kinds of strings of TOML. Each method begins after the opening quote.
final class TomlString {
    private static final String BASIC = "\"\"\"";
    private static final String LITERAL = "'''";

    private TomlString() {}

    static String basic(TomlText text) throws TomlText.Unexpected {
        var value = new StringBuilder();
        while (!text.take("\"")) {
            char each = text.next();
            if (each == '\n') {
                throw text.unexpected("a string ends at the end of its line");
            }
            if (each == '\\') {
                value.append(escaped(text, text.next()));
            } else {
                value.append(each);
            }
        }
        return value.toString();
    }

    static String literal(TomlText text) throws TomlText.Unexpected {
        var value = new StringBuilder();
        while (!text.take("'")) {
            char each = text.next();
            if (each == '\n') {
                throw text.unexpected("a string ends at the end of its line");
            }
            value.append(each);
        }
        return value.toString();
    }

    static String multilineBasic(TomlText text) throws TomlText.Unexpected {
        var value = new StringBuilder();
        text.take("\n");
        while (!text.take(BASIC)) {
            char each = text.next();
            if (each != '\\') {
                value.append(each);
            } else if (!isLineEnd(text)) {
                value.append(escaped(text, text.next()));
            }
        }
        return withQuotes(text, value, "\"");
    }

    static String multilineLiteral(TomlText text) throws TomlText.Unexpected {
        var value = new StringBuilder();
        text.take("\n");
        while (!text.take(LITERAL)) {
            value.append(text.next());
        }
        return withQuotes(text, value, "'");
    }

    /// One or two quotes may stand directly before the closing ones.
    private static String withQuotes(TomlText text, StringBuilder value, String quote) {
        for (int i = 0; i < 2 && text.take(quote); i++) {
            value.append(quote);
        }
        return value.toString();
    }

    /// Skips a line end after a backslash, and the white space after it.
    private static boolean isLineEnd(TomlText text) {
        boolean isLineEnd = false;
        while (text.take("\n") || text.take(" ") || text.take("\t")) {
            isLineEnd = true;
        }
        return isLineEnd;
    }

    private static String escaped(TomlText text, char escape) throws TomlText.Unexpected {
        return switch (escape) {
            case 'b' -> "\b";
            case 't' -> "\t";
            case 'n' -> "\n";
            case 'f' -> "\f";
            case 'r' -> "\r";
            case '"' -> "\"";
            case '\\' -> "\\";
            case 'u' -> codePoint(text, text.next(4));
            case 'U' -> codePoint(text, text.next(8));
            default -> throw text.unexpected("a string has a backslash that escapes nothing");
        };
    }

    private static String codePoint(TomlText text, String digits) throws TomlText.Unexpected {
        try {
            return Character.toString(Integer.parseInt(digits, 16));
        } catch (IllegalArgumentException _) {
            throw text.unexpected("a string has an escape that is no character");
        }
    }
}
