package io.migrate.migrator.sql;

import java.util.Optional;
import java.util.OptionalInt;

/// Reads the words and names at the start of a statement. It reads on without recursion, however
/// long the white space, comments and names are.
final class Cursor {
    private final String sql;
    private int at;

    Cursor(String sql, int start) {
        this.sql = sql;
        this.at = start;
    }

    int position() {
        return at;
    }

    /// Skips keywords, and the white space and comments after each; nothing if they are not all
    /// there.
    boolean skip(String... keywords) {
        int before = at;
        for (String keyword : keywords) {
            int end = wordEnd(at);
            if (end - at != keyword.length()
                    || !sql.regionMatches(true, at, keyword, 0, keyword.length())) {
                at = before;
                return false;
            }
            at = end;
            skipBlanks();
        }
        return true;
    }

    /// Reads a name without a schema, as the script has it.
    Optional<String> name() {
        int start = at;
        at = at < sql.length() && sql.charAt(at) == '"' ? quotedEnd(at) : wordEnd(at);
        return at > start ? Optional.of(sql.substring(start, at)) : Optional.empty();
    }

    /// Reads a name with or without a schema.
    Optional<String> qualifiedName() {
        int start = at;
        if (name().isEmpty()) {
            return Optional.empty();
        }
        if (at < sql.length() && sql.charAt(at) == '.') {
            at++;
            if (name().isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(sql.substring(start, at));
    }

    /// Skips white space and comments.
    void skipBlanks() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                at = commentEnd(sql, at).orElse(sql.length());
            } else {
                return;
            }
        }
    }

    /// The position after a comment, in which others may nest; empty if it is never closed.
    static OptionalInt commentEnd(String sql, int start) {
        int depth = 0;
        int at = start;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return OptionalInt.of(at);
                }
            } else {
                at++;
            }
        }
        return OptionalInt.empty();
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < sql.length() && (isLetter(sql.charAt(end)) || (end > start && isDigit(end)))) {
            end++;
        }
        return end;
    }

    /// Every character beyond ASCII is one for PostgreSQL.
    private static boolean isLetter(char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
    }

    private boolean isDigit(int index) {
        char c = sql.charAt(index);
        return c == '$' || (c >= '0' && c <= '9');
    }

    /// The same position if the quote is never closed, or nothing is in it.
    private int quotedEnd(int start) {
        int end = start;
        do {
            end = sql.indexOf('"', end + 1);
            if (end < 0) {
                return start;
            }
            end++;
        } while (end < sql.length() && sql.charAt(end) == '"');
        return end - start > 2 ? end : start;
    }
}
