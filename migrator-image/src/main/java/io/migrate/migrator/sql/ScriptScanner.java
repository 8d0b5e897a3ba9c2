package io.migrate.migrator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    /// Longer than any keyword and any name: PostgreSQL cuts names to 63 bytes.
    private static final int MAX_WORD = 100;

    private final String sql;
    private final int maxHead;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Range> passedOver = new ArrayList<>();
    private final StringBuilder head = new StringBuilder();
    private int at;
    private int start = -1;
    private int parentheses;
    private int blocks;
    private String firstWord = "";
    private String lastWord = "";
    private boolean isCopyFromStdin;
    private boolean isEscaping;
    private Optional<Defect> defect = Optional.empty();
    private boolean endsInQuote;

    ScriptScanner(String sql) {
        this(sql, MAX_HEAD);
    }

    /// @param maxHead how long the head of a statement may be, about
    ScriptScanner(String sql, int maxHead) {
        this.sql = sql;
        this.maxHead = maxHead;
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
            } else if (c != '\\' || !psql()) {
                token(c);
            }
        }
        end();
        return new Script(sql, statements, passedOver, defect, endsInQuote);
    }

    /// Reads a command of psql, which takes the rest of its line; false if none is here. It is not
    /// looked for where strings may have ended elsewhere, because backslashes escape.
    private boolean psql() {
        Optional<PsqlCommand> command = isEscaping ? Optional.empty() : PsqlCommand.at(sql, at);
        if (command.isEmpty()) {
            return false;
        }
        if (command.get().isPassedOver() && start < 0) {
            passedOver.add(new Range(at, command.get().end()));
        } else {
            reject(at, command.get().reason());
        }
        at = command.get().end();
        return true;
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
                quote("\"");
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
            end();
        }
    }

    private void end() {
        if (start >= 0) {
            int end = Math.min(at, sql.length());
            var statement =
                    new Statement(
                            start,
                            end,
                            head.toString().strip(),
                            isCopyFromStdin ? Optional.of(rows(end)) : Optional.empty());
            isEscaping |= statement.changesStrings();
            statements.add(statement);
        }
        start = -1;
        head.setLength(0);
        parentheses = 0;
        blocks = 0;
        firstWord = "";
        lastWord = "";
        isCopyFromStdin = false;
    }

    /// Outside of quotes, BEGIN and CASE nest only in bodies of SQL functions.
    private void word() {
        int from = at;
        while (at < sql.length() && (isWord(at) || sql.charAt(at) == '$')) {
            at++;
        }
        String word = sql.substring(from, Math.min(at, from + MAX_WORD)).toUpperCase(Locale.ROOT);
        append(word);
        boolean isAtomic = word.equals("BEGIN") && ROUTINE.matcher(head).matches();
        if (isAtomic || (blocks > 0 && BLOCK_STARTS.contains(word))) {
            blocks++;
        } else if (word.equals("END") && blocks > 0) {
            blocks--;
        }
        if (parentheses == 0) {
            isCopyFromStdin |=
                    firstWord.equals("COPY") && lastWord.equals("FROM") && word.equals("STDIN");
            firstWord = firstWord.isEmpty() ? word : firstWord;
            lastWord = word;
        }
    }

    private void blank() {
        if (!head.isEmpty() && head.charAt(head.length() - 1) != ' ') {
            append(" ");
        }
    }

    private void append(String text) {
        if (head.length() < maxHead) {
            head.append(text);
        }
    }

    private void comment() {
        OptionalInt end = Cursor.commentEnd(sql, at);
        if (end.isEmpty()) {
            reject(at, "unterminated /* comment");
        }
        at = end.orElse(sql.length());
    }

    /// The rows of the COPY that ends here. Flyway's parser never returns from a COPY without an
    /// end, and drops what follows it in its line.
    private CopyData rows(int end) {
        Optional<CopyData> data = CopyData.after(sql, end);
        String text = sql.substring(start, end);
        if (!CopyData.mayFollow(sql, end)) {
            reject(
                    start,
                    "COPY … FROM STDIN must be the last statement in its line, because its rows"
                            + " begin in the next one");
        } else if (data.isEmpty()) {
            reject(
                    start,
                    text.contains("\n\\.")
                            ? "COPY … FROM STDIN has no ; before its rows"
                            : "COPY … FROM STDIN has no end (\\.)");
        }
        CopyData rows = data.orElse(new CopyData(end, sql.length(), sql.length()));
        at = rows.next();
        return rows;
    }

    private void reject(int index, String reason) {
        if (defect.isEmpty()) {
            int line = 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
            defect = Optional.of(new Defect(line, reason));
        }
    }

    /// Backslashes escape in `E''` only.
    private void string() {
        boolean escapes =
                at > 0 && Character.toUpperCase(sql.charAt(at - 1)) == 'E' && !isWord(at - 2);
        do {
            at++;
            while (at < sql.length() && sql.charAt(at) != '\'') {
                at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
            }
            endsInQuote |= at >= sql.length();
            at++;
        } while (continuesString());
    }

    /// A doubled quote belongs to the string, and so does the next string, if nothing but white
    /// space with a line break is between them.
    private boolean continuesString() {
        int next = at;
        while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
            next++;
        }
        boolean continues =
                next < sql.length()
                        && sql.charAt(next) == '\''
                        && (next == at || sql.substring(at, next).contains("\n"));
        at = continues ? next : at;
        return continues;
    }

    private void dollars() {
        Matcher tag = DOLLAR.matcher(sql).region(at, sql.length());
        if (isWord(at - 1) || !tag.lookingAt()) {
            append("$");
            at++;
            return;
        }
        at = tag.end() - 1;
        quote(tag.group());
        append("''");
    }

    private void quote(String end) {
        int found = sql.indexOf(end, at + 1);
        endsInQuote |= found < 0;
        at = found < 0 ? sql.length() : found + end.length();
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private boolean isWord(int index) {
        return index >= 0
                && index < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(index)) || sql.charAt(index) == '_');
    }
}
