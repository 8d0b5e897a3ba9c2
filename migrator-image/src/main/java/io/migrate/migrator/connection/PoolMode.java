package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// How long a server's session is ours, behind what may be a pooler.
public enum PoolMode {
    /// As long as the connection: there is none, or it is in session mode.
    SESSION,
    TRANSACTION,
    STATEMENT;

    /// Beside others who take sessions all the time one round may see nothing, about one in three.
    private static final int ROUNDS = 20;

    private static final String ITSELF =
            "Point the URL at the database itself, or at a pooler in session mode.";

    /// A pooler announces a process number of its own. If moreover a second connection, while the
    /// first one idles, gets the same server process, or the first one another than before, then
    /// sessions are shared between transactions. Asked before anything is set, as a setting would
    /// stay on a session that others get.
    ///
    /// @param server of the first connection
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
            // The driver would prepare its ROLLBACK under a name, on whichever session it gets.
            second.unwrap(PGConnection.class).setPrepareThreshold(0);
            boolean isShared = one.pooler().isPresent();
            for (int round = 0; round < ROUNDS && !isShared; round++) {
                isShared =
                        Server.of(second).backend() == server.backend()
                                || Server.of(connection).backend() != server.backend();
                second.rollback();
                isShared |= moves(connection, server);
            }
            return isShared ? TRANSACTION : SESSION;
        } catch (SQLException e) {
            // A pooler in statement mode takes no transaction at all: a violation of the protocol.
            if (SqlErrors.state(e).equals("08P01")) {
                return STATEMENT;
            }
            throw e;
        }
    }

    /// A pooler lends the session that came back last (the second connection's, just now), or the
    /// one that has waited longest (at the second asking another than at the first): PgBouncer's
    /// `server_round_robin`. Asked only while the second one holds its own, the first one could get
    /// the same one in every round.
    private static boolean moves(Connection connection, Server server) throws SQLException {
        for (int query = 0; query < 2; query++) {
            if (Server.of(connection).backend() != server.backend()) {
                return true;
            }
        }
        return false;
    }

    /// It is not allowed, or of no use.
    static Outcome refused(ConnectionTarget target) {
        return refused(target, ITSELF);
    }

    /// @param cure that of this pooler
    static Outcome refused(ConnectionTarget target, String cure) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                "%s is a pooler that gives each transaction another session, so that a"
                                .formatted(target.place())
                        + " lock would be lost.",
                cure);
    }

    /// It is allowed, and this cannot be done.
    ///
    /// @param what a sentence's subject and verb, such as `repair needs`
    public static Outcome tooShort(String what) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                what + " more than one transaction, and a pooler lends a session for one only.",
                ITSELF);
    }
}
