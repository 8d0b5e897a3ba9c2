package io.migrate.migrator.connection;

import io.migrate.migrator.histories.HistoryReader;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Tables;

import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The connection of a run: it reads the histories, holds the advisory lock and applies migrations.
public final class Session implements AutoCloseable {
    /// Resets a session before a pooler gives it to another client. `DISCARD ALL` does the same but
    /// cannot run in a transaction.
    private static final String RESET_SESSION =
            "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *;"
                    + " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

    private final Connection connection;
    private final Connection unpinned;
    private final PoolMode mode;
    private final SessionConfiguration configuration;

    private Session(Connection connection, Connection unpinned, PoolMode mode) {
        this.connection = connection;
        this.unpinned = unpinned;
        this.mode = mode;
        this.configuration = new SessionConfiguration(connection);
    }

    /// A session that lasts as long as its connection.
    public Session(Connection connection) {
        this(connection, connection, PoolMode.SESSION);
    }

    /// A session that a pooler provides for one transaction, which begins here.
    static Session transactionPooled(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        // A named statement would outlive the transaction, in a session of another client.
        connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        return new Session(PinnedConnection.of(connection), connection, PoolMode.TRANSACTION);
    }

    /// Whether a pooler provides the session for one transaction only.
    public boolean isTransactionPooled() {
        return mode == PoolMode.TRANSACTION;
    }

    /// Commits the one transaction of a transaction-pooled session; does nothing in any other.
    public void commitPooled() throws SQLException {
        if (isTransactionPooled()) {
            execute(RESET_SESSION);
            unpinned.commit();
        }
    }

    /// The JDBC connection.
    public Connection connection() {
        return connection;
    }

    /// The advisory lock, to be held by this session.
    public AdvisoryLock lock() {
        return new AdvisoryLock(this);
    }

    /// The settings of the session.
    public SessionConfiguration configuration() {
        return configuration;
    }

    /// The version of the server, such as `14.22 (Debian 14.22-1)`; empty if it is not known.
    public String serverVersion() {
        try {
            String version =
                    connection.unwrap(PGConnection.class).getParameterStatus("server_version");
            return version == null ? "" : version;
        } catch (SQLException _) {
            return "";
        }
    }

    /// Sets how long statements wait for a table lock; zero: without limit.
    public void setLockTimeout(Duration timeout) throws SQLException {
        execute("SET lock_timeout = " + timeout.toMillis());
    }

    /// Runs one or more statements.
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Sends statements as one message, which PostgreSQL splits itself. The caller begins and ends
    /// the transaction.
    public Reply send(String sql) throws SQLException {
        try {
            return SimpleQuery.send(connection.unwrap(BaseConnection.class), sql);
        } catch (OutOfMemoryError e) {
            // A part of the answer is unread, so the connection cannot be used any more.
            abort();
            return new Reply(0, 0, Optional.empty(), Optional.of(SqlErrors.outOfMemory(e)));
        }
    }

    /// Closes the connection without a word to the server, which rolls back.
    public void abort() {
        try {
            unpinned.abort(Runnable::run);
        } catch (SQLException _) {
            // It is closed already.
        }
    }

    /// Runs a `COPY … FROM STDIN` with its rows.
    ///
    /// @param sql the statement
    /// @param script contains the rows
    /// @param start of the first row in the script
    /// @param end of the last row
    public void copy(String sql, String script, int start, int end) throws SQLException {
        new CopyRows(script, start, end).send(connection.unwrap(PGConnection.class), sql);
    }

    /// Whether the server reads a backslash in a string literal as an ordinary character.
    public boolean hasStandardConformingStrings() throws SQLException {
        return connection.unwrap(BaseConnection.class).getStandardConformingStrings();
    }

    /// Returns the first column of a query's rows.
    public List<String> column(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }

    /// Returns the only row of a query.
    private List<Optional<String>> row(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            var values = new ArrayList<Optional<String>>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(Optional.ofNullable(row.getString(i)));
            }
            return values;
        }
    }

    /// Runs an action in a transaction and commits it; a failure rolls it back.
    public <T> T inTransaction(SessionAction<T> action) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = action.run(this);
            connection.commit();
            return result;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /// Commits the transaction that a script outside of Flyway's transactions left open.
    public void commitOpenTransaction() throws SQLException {
        if (hasOpenTransaction()) {
            execute("COMMIT");
        }
    }

    /// Rolls back the transaction that such a script left open when it failed, so that the failure
    /// can be recorded.
    public void rollBackOpenTransaction() throws SQLException {
        if (hasOpenTransaction()) {
            execute("ROLLBACK");
        }
    }

    private boolean hasOpenTransaction() throws SQLException {
        return connection.getAutoCommit() && isInTransaction();
    }

    /// Whether the server has a transaction open, failed or not.
    public boolean isInTransaction() throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState()
                != TransactionState.IDLE;
    }

    /// Whether the connection is closed, because this side closed it or an error ended it.
    public boolean isClosed() {
        try {
            return unpinned.isClosed();
        } catch (SQLException _) {
            return true;
        }
    }

    /// Reads both histories.
    public HistorySnapshot readHistories(Tables tables) throws SQLException {
        return HistoryReader.read(row(HistoryReader.query(tables)));
    }

    /// The superusers among the session's login role and current role, quoted.
    public List<String> superusers() throws SQLException {
        return column(
                "SELECT DISTINCT quote_ident(rolname) FROM pg_catalog.pg_roles"
                        + " WHERE rolsuper AND rolname IN (session_user, current_user)");
    }

    /// The current position in the write-ahead log, as a recovery target; empty where a service
    /// does not disclose it.
    public Optional<String> walPosition() {
        try {
            return column("SELECT pg_current_wal_insert_lsn()").stream().findFirst();
        } catch (SQLException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            if (isTransactionPooled()) {
                unpinned.rollback();
            }
            unpinned.close();
        } catch (SQLException _) {
            // A lost connection is closed already.
        }
    }
}
