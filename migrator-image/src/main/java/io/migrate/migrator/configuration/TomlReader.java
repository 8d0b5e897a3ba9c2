package io.migrate.migrator.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads `flyway.toml` into a flat list: a table is a part of its keys' names, a list is joined
/// with commas. Source: https://toml.io/en/v1.0.0. No library is used: each of those that are kept
/// up is larger than the migrator itself.
final class TomlReader {
    private static final int MAX_DEPTH = 64;

    private final String source;
    private final TomlText text;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private final Set<String> tables = new HashSet<>();

    private TomlReader(String source, String text) {
        this.source = source;
        this.text = new TomlText(text);
    }

    /// Reads a file.
    static Entries read(String source, String text) {
        var reader = new TomlReader(source, text);
        try {
            reader.readAll();
            return new Entries.Read(reader.entries);
        } catch (TomlText.Unexpected e) {
            return new Entries.Malformed(e.line(), e.getMessage());
        }
    }

    private void readAll() throws TomlText.Unexpected {
        String table = "";
        text.skipLines();
        while (!text.isAtEnd()) {
            if (text.take("[[")) {
                table = name(text.keys());
                text.expect("]]");
            } else if (text.take("[")) {
                table = name(text.keys());
                text.expect("]");
                if (!tables.add(table)) {
                    throw text.unexpected("the table %s is there twice".formatted(table));
                }
            } else {
                setting(table, 0);
            }
            text.endLine();
            text.skipLines();
        }
    }

    private static String name(List<String> parts) {
        return String.join(".", parts);
    }

    private void setting(String table, int depth) throws TomlText.Unexpected {
        int line = text.line();
        String own = name(text.keys());
        String key = table.isEmpty() ? own : table + "." + own;
        text.expect("=");
        text.skipSpaces();
        if (text.take("{")) {
            inlineTable(key, depth + 1);
            return;
        }
        String value = value(depth);
        if (!keys.add(key)) {
            throw text.unexpected("the key %s is there twice".formatted(key));
        }
        entries.add(new Entry(key, value, source, line));
    }

    private void inlineTable(String table, int depth) throws TomlText.Unexpected {
        checkDepth(depth);
        text.skipSpaces();
        if (text.take("}")) {
            return;
        }
        do {
            text.skipSpaces();
            setting(table, depth);
            text.skipSpaces();
        } while (text.take(","));
        text.expect("}");
    }

    private String value(int depth) throws TomlText.Unexpected {
        if (text.take("[")) {
            return array(depth + 1);
        }
        if (text.take("{")) {
            // A table in a list: no setting that is read has one.
            inlineTable("[]" + entries.size(), depth + 1);
            return "";
        }
        return text.scalar();
    }

    private String array(int depth) throws TomlText.Unexpected {
        checkDepth(depth);
        var values = new ArrayList<String>();
        text.skipLines();
        while (!text.take("]")) {
            values.add(value(depth));
            text.skipLines();
            if (!text.take(",")) {
                text.expect("]");
                break;
            }
            text.skipLines();
        }
        return String.join(",", values);
    }

    private void checkDepth(int depth) throws TomlText.Unexpected {
        if (depth > MAX_DEPTH) {
            throw text.unexpected("lists and tables are nested too deeply");
        }
    }
}
