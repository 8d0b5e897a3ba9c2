package io.migrate.migrator.sql;

import java.util.List;
import java.util.OptionalInt;

/// A script and its statements.
///
/// @param sql the text
/// @param statements without empty ones
/// @param unclosedComment the line, from 1, of a comment that is never closed. PostgreSQL rejects
///   that; Flyway's parser takes the rest of the file for a comment and does not.
public record Script(String sql, List<Statement> statements, OptionalInt unclosedComment) {
    /// Copies the list.
    public Script {
        statements = List.copyOf(statements);
    }

    /// Splits any text into statements; invalid SQL is not an error here.
    public static Script of(String sql) {
        return new ScriptScanner(sql).scan();
    }

    /// The script without some of its statements; all others stay on their lines.
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
}
