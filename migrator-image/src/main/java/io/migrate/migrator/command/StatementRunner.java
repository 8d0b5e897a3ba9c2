package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs the statements of a script one after another and measures each.
record StatementRunner(Session session) {
    /// A statement of a script.
    ///
    /// @param script path in the folder
    /// @param line in the script, from 1
    /// @param summary its first words
    record Located(String script, int line, String sql, String summary) {}

    /// The result of a statement.
    sealed interface Result {
        /// It succeeded.
        record Succeeded(Duration took) implements Result {}

        /// It failed.
        record Failed(SQLException exception) implements Result {}
    }

    /// Splits a script into its statements.
    static List<Located> statements(String script, String sql) {
        var located = new ArrayList<Located>();
        int line = 1;
        int counted = 0;
        for (Statement each : Script.of(sql).statements()) {
            String between = sql.substring(counted, each.start());
            line += Script.line(between, between.length()) - 1;
            counted = each.start();
            located.add(new Located(script, line, text(sql, each), each.words()));
        }
        return located;
    }

    /// A statement that runs at the end of a script.
    static Located last(String script, String scriptText, String sql, String summary) {
        return new Located(script, Script.line(scriptText, scriptText.length()), sql, summary);
    }

    private static String text(String sql, Statement statement) {
        return sql.substring(statement.start(), statement.end());
    }

    /// Runs a statement.
    Result run(Located statement) {
        long start = System.nanoTime();
        try {
            session.execute(statement.sql());
            return new Result.Succeeded(Duration.ofNanos(System.nanoTime() - start));
        } catch (SQLException e) {
            return new Result.Failed(e);
        }
    }
}
