package io.migrate.migrator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a script into its statements. What may hold a `;` without ending one is passed over:
/// comments, strings, quoted names, dollar quotes, parentheses, bodies of SQL functions, the rows
/// of a COPY (https://www.postgresql.org/docs/current/sql-syntax-lexical.html).
public final class Script {
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
    private static final Pattern ROUTINE =
            Pattern.compile("CREATE (OR REPLACE )?(FUNCTION|PROCEDURE) .*");
    private static final Set<String> OPENING = Set.of("BEGIN", "CASE");
    private static final int HEAD = 400;

    private final String sql;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder head = new StringBuilder();
    private int at;
    private int start = -1;
    private int parentheses;
    private int blocks;
    private OptionalInt unclosed = OptionalInt.empty();

    private Script(String sql) {
        this.sql = sql;
    }

    /// Reads a script; whatever it is, it is read.
    public static Script of(String sql) {
        var script = new Script(sql);
        script.read();
        return script;
    }

    /// Its statements, without empty ones.
    public List<Statement> statements() {
        return List.copyOf(statements);
    }

    /// The line, from 1, on which a comment is opened that is never closed. PostgreSQL calls that
    /// an error; Flyway's parser takes the rest of the file for a comment, and is content.
    public OptionalInt unclosedComment() {
        return unclosed;
    }

    /// The script with statements taken out of it, every other on the line where it was.
    public String without(List<Statement> some) {
        var text = new StringBuilder(sql);
        for (Statement statement : some) {
            for (int i = statement.start(); i < statement.end(); i++) {
                if (text.charAt(i) != '\n') {
                    text.setCharAt(i, ' ');
                }
            }
        }
        return text.toString();
    }

    private void read() {
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

    /// The bodies of SQL functions are the only place where BEGIN and CASE nest outside of quotes.
    private void word() {
        int from = at;
        while (at < sql.length() && (isWord(at) || sql.charAt(at) == '$')) {
            at++;
        }
        String word = sql.substring(from, at).toUpperCase(Locale.ROOT);
        append(word);
        boolean isAtomic = word.equals("BEGIN") && ROUTINE.matcher(head).matches();
        if (isAtomic || (blocks > 0 && OPENING.contains(word))) {
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
        if (head.length() < HEAD) {
            head.append(text);
        }
    }

    /// They nest.
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
        if (depth > 0 && unclosed.isEmpty()) {
            unclosed =
                    OptionalInt.of(
                            1
                                    + (int)
                                            sql.substring(0, from)
                                                    .chars()
                                                    .filter(c -> c == '\n')
                                                    .count());
        }
    }

    /// A doubled quote reads as the end of one string and the start of another, which is as good.
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

    /// The rows end with `\.` on a line of its own.
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
