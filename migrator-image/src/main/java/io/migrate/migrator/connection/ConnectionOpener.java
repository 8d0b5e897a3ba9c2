package io.migrate.migrator.connection;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens a further connection.
@FunctionalInterface
public interface ConnectionOpener {
    /// A configured one.
    Connection open() throws SQLException;
}
