package io.migrate.migrator.connection;

import io.migrate.migrator.histories.HistoryReader;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.settings.Settings;

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

/// One connection that works: looks, holds the lock, applies. The lock lives and dies with it.
public final class Session implements AutoCloseable {
    /// One constant key for each database, ASCII `migrate.`: a neighbour with another history table
    /// waits too, as two migrators in one database can deadlock on the same tables.
    static final long LOCK_KEY = 0x6D6967726174652EL;

    private static final String OTHERS_LOCK =
            """
            SELECT coalesce(nullif(a.application_name, ''), 'an unnamed session'),
                extract(epoch FROM now() - a.backend_start)::bigint, l.pid
            FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                AND l.classid = (%1$d >> 32)::oid AND l.objid = (%1$d & 4294967295)::oid
                AND l.database = (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = current_database())\
            """
                    .formatted(LOCK_KEY);

    /// What leaves a session to others as it was found. `DISCARD ALL` does the same, and cannot run
    /// in a transaction.
    private static final String RESET_SESSION =
            "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *;"
                    + " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

    /// Whose the server's session is.
    private enum Tenure {
        OURS,
        /// A pooler's: ours until the end of the transaction.
        LENT
    }

    private final Connection connection;
    private final Connection real;
    private final Tenure tenure;

    private Session(Connection connection, Connection real, Tenure tenure) {
        this.connection = connection;
        this.real = real;
        this.tenure = tenure;
    }

    public Session(Connection connection) {
        this(connection, connection, Tenure.OURS);
    }

    /// One that a pooler lends for a transaction, which begins here.
    static Session transactionPooled(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        // A name for a statement would stay when the session is somebody else's.
        connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        return new Session(new PinnedConnection(connection), connection, Tenure.LENT);
    }

    public boolean isTransactionPooled() {
        return tenure == Tenure.LENT;
    }

    /// What was done is to stay. Only a lent session does not know that without being told.
    public void commitPooled() throws SQLException {
        if (isTransactionPooled()) {
            run(RESET_SESSION);
            real.commit();
        }
    }

    public Connection connection() {
        return connection;
    }

    /// Settings by `SET`, never through `options`, which older servers and every PgBouncer refuse.
    void configure(Settings settings) throws SQLException {
        run(String.join("; ", sets(settings)));
    }

    /// The same, and nothing of what was set since.
    public void resetConfiguration(Settings settings) throws SQLException {
        // The driver sets it after connecting, so that RESET takes it away.
        String name = connection.getClientInfo("ApplicationName");
        run(
                "RESET ALL; %s; SET application_name = '%s'"
                        .formatted(
                                String.join("; ", sets(settings)),
                                connection.unwrap(PGConnection.class).escapeLiteral(name)));
    }

    /// Back to the role that writes the histories.
    public void setRole(Settings settings) throws SQLException {
        run(role(settings));
    }

    private static String role(Settings settings) {
        return settings.role().map(role -> "SET ROLE " + Tables.quote(role)).orElse("RESET ROLE");
    }

    private static List<String> sets(Settings settings) {
        var sets = new ArrayList<String>();
        sets.add("SET lock_timeout = " + settings.timeouts().lock().toMillis());
        sets.add("SET statement_timeout = " + settings.timeouts().statement().toMillis());
        // A migrator that hangs between two statements holds locks: the application would hang too.
        sets.add("SET idle_in_transaction_session_timeout = '60s'");
        // The statement of a migrator that was killed ends, instead of running on unseen.
        sets.add("SET client_connection_check_interval = '1s'");
        // One whose Node vanished says no goodbye: the server has to ask, and not after two hours.
        sets.add("SET tcp_keepalives_idle = 20");
        sets.add("SET tcp_keepalives_interval = 5");
        sets.add("SET tcp_keepalives_count = 4");
        sets.add("SET tcp_user_timeout = '40s'");
        if (!settings.searchPath().isEmpty()) {
            sets.add(
                    "SET search_path = "
                            + String.join(
                                    ", ",
                                    settings.searchPath().stream().map(Tables::quote).toList()));
        }
        sets.add(role(settings));
        return sets;
    }

    /// A string in a statement.
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// A file that runs outside a transaction and left one of its own open: its end commits it.
    public void commitOpenTransaction() throws SQLException {
        if (hasOpenTransaction()) {
            run("COMMIT");
        }
    }

    /// The same, after it failed: else nothing could be written about it.
    public void rollBackOpenTransaction() throws SQLException {
        if (hasOpenTransaction()) {
            run("ROLLBACK");
        }
    }

    private boolean hasOpenTransaction() throws SQLException {
        return connection.getAutoCommit()
                && connection.unwrap(BaseConnection.class).getTransactionState()
                        != TransactionState.IDLE;
    }

    public HistorySnapshot look(Tables tables) throws SQLException {
        return HistoryReader.read(connection, tables);
    }

    public boolean tryLock() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT %s(%d)".formatted(lockFunction(), LOCK_KEY))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private String lockFunction() {
        return isTransactionPooled() ? "pg_try_advisory_xact_lock" : "pg_try_advisory_lock";
    }

    /// Who holds the lock, for people; empty if nobody does any more.
    public Optional<String> lockHolder() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OTHERS_LOCK)) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(
                    "%s (connected for %d s; SELECT pg_terminate_backend(%d) ends it)"
                            .formatted(row.getString(1), row.getLong(2), row.getInt(3)));
        }
    }

    /// Superusers that the session is, or has made itself, in words; empty: none.
    public List<String> superusers() throws SQLException {
        return column(
                "SELECT DISTINCT quote_ident(rolname) FROM pg_catalog.pg_roles"
                        + " WHERE rolsuper AND rolname IN (session_user, current_user)");
    }

    /// Where the server's log of changes is now; a point to recover to. Not every service tells.
    public Optional<String> walPosition() {
        try {
            return column("SELECT pg_current_wal_insert_lsn()").stream().findFirst();
        } catch (SQLException _) {
            return Optional.empty();
        }
    }

    public void setLockTimeout(Duration timeout) throws SQLException {
        run("SET lock_timeout = " + timeout.toMillis());
    }

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

    @Override
    public void close() {
        try {
            if (isTransactionPooled()) {
                real.rollback();
            }
            real.close();
        } catch (SQLException _) {
            // It is gone: that was to be achieved.
        }
    }
}
