package io.migrate.migrator.sql;

import java.util.Optional;

/// Where the rows of a `COPY … FROM STDIN` are in a script: they begin in the line after the
/// statement's last one and end before a line `\.`, as in psql.
///
/// @param start of the first row
/// @param end of the last row: the start of the line `\.`. No rows: the same as `start`
/// @param next the position after `\.`
public record CopyData(int start, int end, int next) {
    private static final String END = "\\.";

    /// The rows of a statement that ends at a position; empty if no line ends them. Blanks around
    /// `\.` are ignored, as Flyway does: PostgreSQL rejects a row of that kind.
    static Optional<CopyData> after(String sql, int statementEnd) {
        int start = nextLine(sql, statementEnd);
        for (int line = start; line < sql.length(); line = nextLine(sql, line)) {
            int marker = sql.indexOf(END, line);
            if (marker < 0) {
                return Optional.empty();
            }
            line = Math.max(line, sql.lastIndexOf('\n', marker) + 1);
            if (line(sql, line).trim().equals(END)) {
                return Optional.of(new CopyData(start, line, marker + END.length()));
            }
        }
        return Optional.empty();
    }

    /// Whether rows may follow a statement that ends at a position: nothing else is in the rest of
    /// its line, except comments.
    static boolean mayFollow(String sql, int statementEnd) {
        String rest = line(sql, statementEnd);
        int at = 0;
        while (at < rest.length() && !rest.startsWith("--", at)) {
            int end = rest.startsWith("/*", at) ? rest.indexOf("*/", at + 2) + 2 : at + 1;
            if (end < at + 2 && !Character.isWhitespace(rest.charAt(at))) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static String line(String sql, int start) {
        int end = sql.indexOf('\n', start);
        return sql.substring(start, end < 0 ? sql.length() : end);
    }

    private static int nextLine(String sql, int at) {
        int end = sql.indexOf('\n', at);
        return end < 0 ? sql.length() : end + 1;
    }
}
