package io.migrate.migrator.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a TOML file and a position in it: white space, keys, and values that are not nested.
final class TomlText {
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern SPACES = Pattern.compile("[ \\t]*");
    private static final Pattern COMMENT = Pattern.compile("#[^\\n]*");

    /// Booleans, numbers and dates, whose text is passed on.
    private static final Pattern WORD =
            Pattern.compile(
                    "true|false|[-+]?(?:inf|nan|0[xob][0-9A-Fa-f_]+|\\d[\\d_]*(?:\\.[\\d_]+)?(?:[eE][-+]?\\d+)?)(?![\\w:.-])|\\d{4}-\\d\\d-\\d\\d(?:[Tt"
                        + " ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:[Zz]|[-+]\\d\\d:\\d\\d)?)?"
                        + "|\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?");

    private final String text;
    private int position;

    TomlText(String text) {
        this.text = text.replace("\r\n", "\n");
    }

    /// Something that the grammar does not allow here. Its message never holds the file's text.
    static final class Unexpected extends Exception {
        private static final long serialVersionUID = 1;
        private final int line;

        private Unexpected(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    Unexpected unexpected(String message) {
        return new Unexpected(line(), message);
    }

    /// The line of the position, from 1.
    int line() {
        return 1 + (int) text.substring(0, position).chars().filter(each -> each == '\n').count();
    }

    boolean isAtEnd() {
        return position >= text.length();
    }

    boolean take(String token) {
        boolean isNext = text.startsWith(token, position);
        position += isNext ? token.length() : 0;
        return isNext;
    }

    void expect(String token) throws Unexpected {
        skipSpaces();
        if (!take(token)) {
            throw unexpected("\"%s\" is missing".formatted(token));
        }
    }

    private String match(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        position = matcher.end();
        return matcher.group();
    }

    void skipSpaces() {
        match(SPACES);
    }

    /// Skips white space, line ends and comments.
    void skipLines() {
        do {
            skipSpaces();
            match(COMMENT);
        } while (take("\n"));
    }

    void endLine() throws Unexpected {
        skipSpaces();
        match(COMMENT);
        if (!isAtEnd() && !take("\n")) {
            throw unexpected("a line end is missing after the value");
        }
    }

    /// A key with dots, as its parts.
    List<String> keys() throws Unexpected {
        var parts = new ArrayList<String>();
        do {
            skipSpaces();
            parts.add(key());
            skipSpaces();
        } while (take("."));
        return parts;
    }

    private String key() throws Unexpected {
        if (take("\"")) {
            return TomlString.basic(this);
        }
        if (take("'")) {
            return TomlString.literal(this);
        }
        String key = match(BARE_KEY);
        if (key.isEmpty()) {
            throw unexpected("a key is missing");
        }
        return key;
    }

    /// A string, a boolean, a number or a date.
    String scalar() throws Unexpected {
        if (take("\"\"\"")) {
            return TomlString.multilineBasic(this);
        }
        if (take("'''")) {
            return TomlString.multilineLiteral(this);
        }
        if (take("\"")) {
            return TomlString.basic(this);
        }
        if (take("'")) {
            return TomlString.literal(this);
        }
        String word = match(WORD);
        if (word.isEmpty()) {
            throw unexpected("a value is missing, or not one of TOML: strings need quotes");
        }
        return word;
    }

    /// The next character.
    char next() throws Unexpected {
        if (isAtEnd()) {
            throw unexpected("a string is not closed");
        }
        return text.charAt(position++);
    }

    /// The next characters.
    String next(int count) throws Unexpected {
        var characters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            characters.append(next());
        }
        return characters.toString();
    }
}
