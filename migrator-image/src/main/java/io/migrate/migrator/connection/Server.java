package io.migrate.migrator.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// What a server reports about itself.
///
/// @param version as `version()` returns it
/// @param number as `server_version_num`
/// @param isStandby whether it is in recovery and read-only
/// @param backend process ID of the session
record Server(String version, int number, boolean isStandby, int backend) {
    /// The oldest version of PostgreSQL that the migrator is tested with.
    static final int OLDEST_MAJOR = 14;

    /// Returns the components.
    static final String QUERY =
            "SELECT pg_catalog.version(), pg_catalog.current_setting('server_version_num')::int,"
                    + " pg_catalog.pg_is_in_recovery(), pg_catalog.pg_backend_pid()";

    static Server of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new Server(row.getString(1), row.getInt(2), row.getBoolean(3), row.getInt(4));
        }
    }

    /// A row of the query as text.
    static Server of(List<Optional<String>> row) {
        return new Server(
                row.get(0).orElseThrow(),
                Integer.parseInt(row.get(1).orElseThrow()),
                row.get(2).orElseThrow().equals("t"),
                Integer.parseInt(row.get(3).orElseThrow()));
    }

    /// Whether it is PostgreSQL, and not too old.
    boolean isSupported() {
        return version.startsWith("PostgreSQL ")
                && !version.contains("-YB-")
                && number / 10000 >= OLDEST_MAJOR;
    }
}
