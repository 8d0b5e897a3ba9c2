package io.migrate.migrator.execution;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.sql.CopyData;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a script that is sent by itself: the rows of a `COPY … FROM STDIN` cannot be part of a
/// message with other statements.
sealed interface Segment {
    /// Position of the text in the script.
    int offset();

    /// Index of the first statement in the script, from 0.
    int first();

    /// Its SQL, without rows.
    String statement();

    /// Statements without rows.
    ///
    /// @param count how many there are
    record Sql(int offset, int first, int count, String text) implements Segment {
        @Override
        public String statement() {
            return text;
        }
    }

    /// A COPY and its rows.
    ///
    /// @param rowsOffset position of the rows in the script
    record Copy(int offset, int first, String statement, int rowsOffset, String rows)
            implements Segment {
        private static final Pattern ROW = Pattern.compile("^COPY .*, line (\\d+)");

        /// The line of the script where it failed: that of the row, if PostgreSQL names one.
        int line(String sql, SQLException e) {
            Optional<Integer> row =
                    SqlErrors.server(e)
                            .flatMap(server -> Optional.ofNullable(server.getWhere()))
                            .map(ROW::matcher)
                            .filter(Matcher::find)
                            .map(matcher -> Integer.parseInt(matcher.group(1)));
            return row.map(number -> Script.line(sql, rowsOffset) + number - 1)
                    .orElseGet(() -> Script.line(sql, offset));
        }
    }

    /// The segments of a script in as few messages as possible.
    static List<Segment> of(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        var segments = new ArrayList<Segment>();
        int offset = 0;
        int first = 0;
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            if (statement.data().isPresent()) {
                CopyData data = statement.data().get();
                if (i > first) {
                    segments.add(
                            new Sql(
                                    offset,
                                    first,
                                    i - first,
                                    sql.substring(offset, statement.start())));
                }
                segments.add(copy(sql, i, statement, data));
                offset = data.next();
                first = i + 1;
            }
        }
        if (statements.size() > first || segments.isEmpty()) {
            segments.add(new Sql(offset, first, statements.size() - first, sql.substring(offset)));
        }
        return segments;
    }

    /// The segments of a script, one for each statement.
    static List<Segment> each(String sql) {
        List<Statement> statements = Script.of(sql).statements();
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            int index = i;
            segments.add(
                    statement
                            .data()
                            .<Segment>map(data -> copy(sql, index, statement, data))
                            .orElseGet(() ->
                                    new Sql(
                                            statement.start(),
                                            index,
                                            1,
                                            sql.substring(statement.start(), statement.end()))));
        }
        return segments;
    }

    private static Copy copy(String sql, int index, Statement statement, CopyData data) {
        return new Copy(
                statement.start(),
                index,
                sql.substring(statement.start(), statement.end()),
                data.start(),
                sql.substring(data.start(), data.end()));
    }
}
