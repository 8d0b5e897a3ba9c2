package io.migrate.migrator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a script into statements. A `;` does not end a statement in comments, strings, quoted
/// names, dollar quotes, parentheses, bodies of SQL functions, and the rows of a COPY
/// (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
final class ScriptScanner {
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
    private static final Pattern ROUTINE =
            Pattern.compile("CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) .*");
    private static final Set<String> BLOCK_STARTS = Set.of("BEGIN", "CASE");
    private static final int MAX_HEAD = 400;

    private final String sql;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder head = new StringBuilder();
    private int at;
    private int start = -1;
    private int parentheses;
    private int blocks;
    private OptionalInt unclosedComment = OptionalInt.empty();

    ScriptScanner(String sql) {
        this.sql = sql;
    }

    Script scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (sql.startsWith("--", at)) {
                blank();
                skipTo("\n");
            } else if (sql.startsWith("/*", at)) {
                blank();
                comment();
            } else if (Character.isWhitespace(c) || c == '\uFEFF') {
                blank();
                at++;
            } else {
                token(c);
            }
        }
        end();
        return new Script(sql, statements, unclosedComment);
    }

    private void token(char c) {
        if (start < 0) {
            if (c == ';') {
                at++;
                return;
            }
            start = at;
        }
        switch (c) {
            case '\'' -> {
                string();
                append("''");
            }
            case '"' -> {
                skipTo("\"");
                append("\"\"");
            }
            case '$' -> dollars();
            case ';' -> semicolon();
            default -> {
                if (isWord(at)) {
                    word();
                } else {
                    parentheses += c == '(' ? 1 : c == ')' && parentheses > 0 ? -1 : 0;
                    append(String.valueOf(c));
                    at++;
                }
            }
        }
    }

    private void semicolon() {
        append(";");
        at++;
        if (parentheses == 0 && blocks == 0) {
            if (new Statement(start, at, head.toString()).readsRows()) {
                rows();
            }
            end();
        }
    }

    private void end() {
        if (start >= 0) {
            statements.add(
                    new Statement(start, Math.min(at, sql.length()), head.toString().strip()));
        }
        start = -1;
        head.setLength(0);
        parentheses = 0;
        blocks = 0;
    }

    /// Outside of quotes, BEGIN and CASE nest only in bodies of SQL functions.
    private void word() {
        int from = at;
        while (at < sql.length() && (isWord(at) || sql.charAt(at) == '$')) {
            at++;
        }
        String word = sql.substring(from, at).toUpperCase(Locale.ROOT);
        append(word);
        boolean isAtomic = word.equals("BEGIN") && ROUTINE.matcher(head).matches();
        if (isAtomic || (blocks > 0 && BLOCK_STARTS.contains(word))) {
            blocks++;
        } else if (word.equals("END") && blocks > 0) {
            blocks--;
        }
    }

    private void blank() {
        if (!head.isEmpty() && head.charAt(head.length() - 1) != ' ') {
            append(" ");
        }
    }

    private void append(String text) {
        if (head.length() < MAX_HEAD) {
            head.append(text);
        }
    }

    /// Comments nest.
    private void comment() {
        int from = at;
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
        if (depth > 0 && unclosedComment.isEmpty()) {
            unclosedComment = OptionalInt.of(line(from));
        }
    }

    private int line(int index) {
        return 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
    }

    /// A doubled quote is read as the end of one string and the start of another.
    private void string() {
        boolean escapes =
                at > 0 && Character.toUpperCase(sql.charAt(at - 1)) == 'E' && !isWord(at - 2);
        at++;
        while (at < sql.length() && sql.charAt(at) != '\'') {
            at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void dollars() {
        Matcher tag = DOLLAR.matcher(sql).region(at, sql.length());
        if (isWord(at - 1) || !tag.lookingAt()) {
            append("$");
            at++;
            return;
        }
        at = tag.end();
        skipTo(tag.group());
        append("''");
    }

    /// Skips the rows of a COPY, which end with `\.` on a line of its own.
    private void rows() {
        int found = sql.indexOf("\n\\.", at);
        at = found < 0 ? at : found + 3;
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at + (end.length() == 1 ? 1 : 0));
        at = found < 0 ? sql.length() : found + end.length();
    }

    private boolean isWord(int index) {
        return index >= 0
                && index < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(index)) || sql.charAt(index) == '_');
    }
}
