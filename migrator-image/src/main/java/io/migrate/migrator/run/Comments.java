package io.migrate.migrator.run;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds a comment that is opened and never closed. PostgreSQL calls that an error; Flyway's parser
/// takes the rest of the file for a comment, runs what stands before it, and is content.
///
/// What may hold the two characters without opening one is passed over: line comments, strings,
/// quoted names, dollar quotes (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
final class Comments {
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");

    private final String sql;
    private int at;

    private Comments(String sql) {
        this.sql = sql;
    }

    /// The line, from 1, on which it is opened.
    static OptionalInt unclosed(String sql) {
        return new Comments(sql).find();
    }

    private OptionalInt find() {
        while (at < sql.length()) {
            int start = at;
            if (sql.startsWith("--", at)) {
                skipTo("\n");
            } else if (sql.startsWith("/*", at)) {
                if (!skipComment()) {
                    return OptionalInt.of(
                            1
                                    + (int)
                                            sql.substring(0, start)
                                                    .chars()
                                                    .filter(c -> c == '\n')
                                                    .count());
                }
            } else {
                switch (sql.charAt(at)) {
                    case '\'' -> skipString();
                    case '"' -> skipTo("\"");
                    case '$' -> skipDollars();
                    default -> at++;
                }
            }
        }
        return OptionalInt.empty();
    }

    /// They nest.
    private boolean skipComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        return depth == 0;
    }

    /// A doubled quote reads as the end of one string and the start of another, which is as good.
    private void skipString() {
        boolean escapes =
                at > 0 && Character.toUpperCase(sql.charAt(at - 1)) == 'E' && !isWord(at - 2);
        at++;
        while (at < sql.length() && sql.charAt(at) != '\'') {
            at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipDollars() {
        Matcher tag = DOLLAR.matcher(sql).region(at, sql.length());
        if (isWord(at - 1) || !tag.lookingAt()) {
            at++;
            return;
        }
        at = tag.end();
        skipTo(tag.group());
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at + (end.length() == 1 ? 1 : 0));
        at = found < 0 ? sql.length() : found + end.length();
    }

    private boolean isWord(int index) {
        return index >= 0
                && (Character.isLetterOrDigit(sql.charAt(index)) || sql.charAt(index) == '_');
    }
}
