package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.Map;

/// libpq's keyword/value form: `host=db user=shop password='it''s \'quoted\''`
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE).
final class KeyValues {
    private final String text;
    private int at;

    private KeyValues(String text) {
        this.text = text;
    }

    /// Whether the text has this form.
    static boolean matches(String text) {
        return text.matches("(?s)[A-Za-z_]+\\s*=.*");
    }

    /// Returns the parameters; the last value of a name wins.
    static Map<String, String> parameters(String text) throws BadUrl {
        if (text.matches("(?is)[a-z ]+=[^;]*;.*")) {
            throw new BadUrl(
                    "the value has the form of .NET, Host=…;Username=…; use"
                            + " postgresql://user:password@host:5432/database");
        }
        var reader = new KeyValues(text);
        var parts = new LinkedHashMap<String, String>();
        reader.skip();
        while (reader.at < text.length()) {
            String name = reader.name();
            parts.put(name, reader.value());
            reader.skip();
        }
        parts.values().removeIf(String::isEmpty);
        return parts;
    }

    private String name() throws BadUrl {
        int start = at;
        while (at < text.length() && text.charAt(at) != '=' && !isSpace()) {
            at++;
        }
        String name = text.substring(start, at);
        skip();
        if (at == text.length() || text.charAt(at) != '=') {
            throw new BadUrl(
                    "a parameter name is not followed by =; put a value with spaces in single"
                            + " quotes");
        }
        at++;
        skip();
        return name;
    }

    private String value() throws BadUrl {
        boolean quoted = at < text.length() && text.charAt(at) == '\'';
        if (quoted) {
            at++;
        }
        var value = new StringBuilder();
        while (at < text.length() && (quoted ? text.charAt(at) != '\'' : !isSpace())) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                value.append(text.charAt(at));
                at++;
            }
        }
        if (quoted) {
            if (at == text.length()) {
                throw new BadUrl("a value starts with ' but has no closing '");
            }
            at++;
        }
        return value.toString();
    }

    private void skip() {
        while (at < text.length() && isSpace()) {
            at++;
        }
    }

    private boolean isSpace() {
        return Character.isWhitespace(text.charAt(at));
    }
}
