package io.migrate.migrator.connection;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens an additional connection.
@FunctionalInterface
public interface ConnectionOpener {
    /// Opens one; the caller closes it.
    Connection open() throws SQLException;
}
