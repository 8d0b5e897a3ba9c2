package io.migrate.migrator.sql;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;

/// A script and its statements.
///
/// @param sql the text
/// @param statements without empty ones
/// @param defect the first one; empty if there is none
/// @param passedOver commands of psql that mean nothing to a script: see [#withoutPsql]
/// @param endsInQuote whether a string, a quoted name or a dollar quote is never closed
public record Script(
        String sql,
        List<Statement> statements,
        List<Range> passedOver,
        Optional<Defect> defect,
        boolean endsInQuote) {
    /// Copies the lists.
    public Script {
        statements = List.copyOf(statements);
        passedOver = List.copyOf(passedOver);
    }

    /// A text without those commands of psql that pg_dump writes and that mean nothing to a script;
    /// all else stays on its line.
    public static String withoutPsql(String sql) {
        // A large text is not scanned in vain.
        return sql.contains("restrict") && sql.indexOf('\\') >= 0
                ? blanked(sql, of(sql).passedOver())
                : sql;
    }

    /// Splits any text into statements; invalid SQL is not an error here.
    public static Script of(String sql) {
        return new ScriptScanner(sql).scan();
    }

    /// The words of a text, of all its statements: see [Statement#head].
    public static String words(String sql) {
        return new ScriptScanner(sql, Integer.MAX_VALUE)
                .scan().statements().stream().map(Statement::head).collect(joining(" "));
    }

    /// The line of a position in a text, from 1.
    public static int line(String sql, int offset) {
        return 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    /// The script without some of its statements; all others stay on their lines.
    public String without(List<Statement> some) {
        return blanked(
                sql, some.stream().map(each -> new Range(each.start(), each.end())).toList());
    }

    private static String blanked(String sql, List<Range> ranges) {
        if (ranges.isEmpty()) {
            // A large script is not copied.
            return sql;
        }
        var text = new StringBuilder(sql);
        for (Range range : ranges) {
            for (int i = range.start(); i < range.end(); i++) {
                if (text.charAt(i) != '\n') {
                    text.setCharAt(i, ' ');
                }
            }
        }
        return text.toString();
    }
}
