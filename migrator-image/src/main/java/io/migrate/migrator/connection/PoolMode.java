package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// How long a client keeps a server session, with the names of PgBouncer's `pool_mode`.
public enum PoolMode {
    /// As long as its connection: there is no pooler, or it is in session mode.
    SESSION,
    TRANSACTION,
    STATEMENT;

    /// On a busy pooler about one round in three detects nothing.
    private static final int ROUNDS = 20;

    private static final String CONNECT_DIRECTLY =
            "Point the URL at the database itself, or at a pooler in session mode.";

    /// Detects the mode. Behind a pooler the process ID that the connection announces is not that
    /// of the server process. If, in addition, a second connection gets the same server process
    /// while the first one is idle, or the first one gets another process than before, then
    /// transactions share sessions. The detection runs before any setting is changed, because a
    /// setting would remain in a session that other clients get.
    ///
    /// @param server what the first connection reported
    static PoolMode of(
            ConnectionTarget one,
            Connection connection,
            Server server,
            Settings settings,
            Duration left)
            throws SQLException {
        if (connection.unwrap(PGConnection.class).getBackendPID() == server.backend()) {
            return SESSION;
        }
        try (Connection second = Dialer.connect(one, settings, left)) {
            second.setAutoCommit(false);
            // The driver would prepare its ROLLBACK by name, in whichever session it gets.
            second.unwrap(PGConnection.class).setPrepareThreshold(0);
            boolean isShared = one.pooler().isPresent();
            for (int round = 0; round < ROUNDS && !isShared; round++) {
                isShared =
                        Server.of(second).backend() == server.backend()
                                || Server.of(connection).backend() != server.backend();
                second.rollback();
                isShared |= changesSession(connection, server);
            }
            return isShared ? TRANSACTION : SESSION;
        } catch (SQLException e) {
            // In statement mode a pooler rejects transactions as protocol violations.
            if (SqlErrors.state(e).equals("08P01")) {
                return STATEMENT;
            }
            throw e;
        }
    }

    /// Whether the first connection gets another session when the second one has just released its
    /// own. A pooler assigns either the session that was released last (the second connection's) or
    /// the one that has been idle longest (so two queries get different ones): PgBouncer's
    /// `server_round_robin`. While the second connection holds its session, the first one could get
    /// the same session in every round.
    private static boolean changesSession(Connection connection, Server server)
            throws SQLException {
        for (int query = 0; query < 2; query++) {
            if (Server.of(connection).backend() != server.backend()) {
                return true;
            }
        }
        return false;
    }

    /// The outcome where such a pooler is not allowed or cannot be used.
    static Outcome refused(ConnectionTarget target) {
        return refused(target, CONNECT_DIRECTLY);
    }

    /// The outcome with advice about this pooler.
    static Outcome refused(ConnectionTarget target, String advice) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                "%s is a connection pooler that does not keep one session across transactions, so"
                                .formatted(target.place())
                        + " the advisory lock would be lost.",
                advice);
    }

    /// The outcome where such a pooler is allowed, but something needs more than one transaction.
    ///
    /// @param what a sentence's subject and verb, such as `repair needs`
    public static Outcome oneTransactionOnly(String what) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                what
                        + " more than one transaction, but a pooler in transaction mode provides a"
                        + " session for one only.",
                CONNECT_DIRECTLY);
    }
}
