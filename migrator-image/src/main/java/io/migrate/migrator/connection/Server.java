package io.migrate.migrator.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What a server reports about itself.
///
/// @param version as `version()` returns it
/// @param number as `server_version_num`
/// @param isStandby whether it is in recovery and read-only
/// @param backend process ID of the session
record Server(String version, int number, boolean isStandby, int backend) {
    static Server of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT version(), current_setting('server_version_num')::int,"
                                        + " pg_is_in_recovery(), pg_backend_pid()")) {
            row.next();
            return new Server(row.getString(1), row.getInt(2), row.getBoolean(3), row.getInt(4));
        }
    }

    boolean isPostgres() {
        return version.startsWith("PostgreSQL ") && !version.contains("-YB-");
    }

    int major() {
        return number / 10000;
    }
}
