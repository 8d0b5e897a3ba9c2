package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.ConnectionOpener;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

import javax.sql.DataSource;

/// Provides Flyway with the session that holds the advisory lock, so that the lock and the
/// migrations end together; Flyway closes it. Each further connection is a new one. Flyway opens
/// one for callbacks around the whole run, such as `afterMigrate.sql`, and for nothing else.
final class SingleConnectionDataSource implements DataSource {
    private final Connection connection;
    private final ConnectionOpener opener;
    private final Runnable onCommit;
    private final AtomicBoolean isOutOfMemory;
    private final AtomicBoolean given = new AtomicBoolean();

    /// @param onCommit runs after each COMMIT on `connection`
    /// @param isOutOfMemory is set when memory was too small for an answer
    SingleConnectionDataSource(
            Connection connection,
            ConnectionOpener opener,
            Runnable onCommit,
            AtomicBoolean isOutOfMemory) {
        this.connection = connection;
        this.opener = opener;
        this.onCommit = onCommit;
        this.isOutOfMemory = isOutOfMemory;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return given.getAndSet(true)
                ? FlywayConnection.of(opener.open(), () -> {}, isOutOfMemory)
                : FlywayConnection.of(connection, onCommit, isOutOfMemory);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
