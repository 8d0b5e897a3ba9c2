package io.migrate.migrator.connection;

import java.sql.SQLException;

/// Work on a session.
@FunctionalInterface
public interface SessionAction<T> {
    /// Does the work.
    T run(Session session) throws SQLException;
}
