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
/// message with other statements, and a large script would need several times its size in memory.
sealed interface Segment {
    /// Position of the text in the script.
    int start();

    /// Position after the text, without rows.
    int end();

    /// Index of the first statement in the script, from 0.
    int first();

    /// Its SQL, without rows.
    default String text(String sql) {
        return sql.substring(start(), end());
    }

    /// Statements without rows.
    ///
    /// @param count how many there are
    record Sql(int start, int end, int first, int count) implements Segment {}

    /// A COPY and its rows.
    record Copy(int start, int end, int first, CopyData data) implements Segment {
        private static final Pattern ROW = Pattern.compile("^COPY .*, line (\\d+)");

        /// The line of the script where it failed: that of the row, if PostgreSQL names one.
        int line(String sql, SQLException e) {
            Optional<Integer> row =
                    SqlErrors.server(e)
                            .flatMap(server -> Optional.ofNullable(server.getWhere()))
                            .map(ROW::matcher)
                            .filter(Matcher::find)
                            .map(matcher -> Integer.parseInt(matcher.group(1)));
            return row.map(number -> Script.line(sql, data.start()) + number - 1)
                    .orElseGet(() -> Script.line(sql, start));
        }
    }

    /// Characters of a message, about; a longer statement is a message of its own.
    int MAX_MESSAGE = 1 << 20;

    /// The whole script.
    static Segment.Sql whole(Script script) {
        return new Sql(0, script.sql().length(), 0, script.statements().size());
    }

    /// The segments of a script in as few messages as possible.
    static List<Segment> of(Script script) {
        return of(script, MAX_MESSAGE);
    }

    /// The segments of a script, one for each statement.
    static List<Segment> each(Script script) {
        return of(script, 0);
    }

    private static List<Segment> of(Script script, int maxMessage) {
        List<Statement> statements = script.statements();
        var segments = new ArrayList<Segment>();
        int start = 0;
        int first = 0;
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            boolean isTooLong = statement.end() - start > maxMessage;
            if (i > first && (isTooLong || statement.data().isPresent())) {
                segments.add(new Sql(start, statement.start(), first, i - first));
                start = statement.start();
                first = i;
            }
            if (statement.data().isPresent()) {
                CopyData data = statement.data().get();
                segments.add(new Copy(statement.start(), statement.end(), i, data));
                start = data.next();
                first = i + 1;
            }
        }
        if (statements.size() > first || segments.isEmpty()) {
            segments.add(new Sql(start, script.sql().length(), first, statements.size() - first));
        }
        return segments;
    }
}
