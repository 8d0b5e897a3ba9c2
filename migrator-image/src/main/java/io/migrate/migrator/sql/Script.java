package io.migrate.migrator.sql;

import java.util.List;
import java.util.Optional;

/// A script and its statements.
///
/// @param sql the text
/// @param statements without empty ones
/// @param defect the first one; empty if there is none
/// @param endsInQuote whether a string, a quoted name or a dollar quote is never closed
public record Script(
        String sql, List<Statement> statements, Optional<Defect> defect, boolean endsInQuote) {
    /// Copies the list.
    public Script {
        statements = List.copyOf(statements);
    }

    /// Splits any text into statements; invalid SQL is not an error here.
    public static Script of(String sql) {
        return new ScriptScanner(sql).scan();
    }

    /// The line of a position in a text, from 1.
    public static int line(String sql, int offset) {
        return 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    /// The script without some of its statements; all others stay on their lines.
    public String without(List<Statement> some) {
        if (some.isEmpty()) {
            // A large script is not copied.
            return sql;
        }
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
}
