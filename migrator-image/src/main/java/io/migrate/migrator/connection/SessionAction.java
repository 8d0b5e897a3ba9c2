package io.migrate.migrator.connection;

import java.sql.SQLException;

/// An action that uses a session.
@FunctionalInterface
public interface SessionAction<T> {
    /// Runs the action.
    T run(Session session) throws SQLException;
}
