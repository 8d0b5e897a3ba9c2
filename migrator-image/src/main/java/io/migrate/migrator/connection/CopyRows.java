package io.migrate.migrator.connection;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/// The rows of a `COPY … FROM STDIN`. They are sent in pieces, so that a large script is not
/// copied.
///
/// @param script contains the rows
/// @param start of the first row
/// @param end of the last row
record CopyRows(String script, int start, int end) {
    /// Characters that are sent at once.
    private static final int CHUNK = 1 << 16;

    void send(PGConnection connection, String sql) throws SQLException {
        CopyIn copy = connection.getCopyAPI().copyIn(sql);
        try {
            int from = start;
            while (from < end) {
                int to = Math.min(from + CHUNK, end);
                if (to < end && Character.isHighSurrogate(script.charAt(to - 1))) {
                    to++;
                }
                byte[] rows = script.substring(from, to).getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(rows, 0, rows.length);
                from = to;
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
