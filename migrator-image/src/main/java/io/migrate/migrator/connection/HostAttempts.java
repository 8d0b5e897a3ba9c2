package io.migrate.migrator.connection;

import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.Host;

import org.postgresql.PGConnection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/// Tries the hosts of a URL in order.
final class HostAttempts {
    private final ConnectionTarget target;
    private final Settings settings;
    private final Cancellation cancellation;

    HostAttempts(ConnectionTarget target, Settings settings, Cancellation cancellation) {
        this.target = target;
        this.settings = settings;
        this.cancellation = cancellation;
    }

    /// Tries each host once. As in libpq, the next host follows if one does not answer, starts up,
    /// or is a standby, but not if it denies access. The driver is called separately for each host;
    /// otherwise one unreachable host could use up the time of the others.
    ///
    /// @param left the remaining part of connect-timeout
    Attempt next(Duration left) {
        var reasons = new ArrayList<String>();
        Optional<Attempt.Retryable> last = Optional.empty();
        for (Host host : target.hosts()) {
            Attempt attempt = attempt(target.at(host), left);
            // Before the switch over types: see ADR 51.
            if (attempt instanceof Attempt.Finished) {
                return attempt;
            }
            switch (attempt) {
                case Attempt.Finished finished -> {
                    return finished;
                }
                case Attempt.CutOff cutOff when target.hosts().size() == 1 -> {
                    return cutOff;
                }
                case Attempt.CutOff(Attempt.Retryable failure) -> {
                    reasons.add("%s: %s".formatted(host, failure.reason()));
                    last = Optional.of(failure);
                }
                case Attempt.Retryable failed when failed.retry() == Attempt.Retry.BRIEFLY -> {
                    return failed;
                }
                case Attempt.Retryable failed -> {
                    reasons.add("%s: %s".formatted(host, failed.reason()));
                    last = Optional.of(failed);
                }
            }
            if (cancellation.isRequested()) {
                break;
            }
        }
        return reasons.size() < 2
                ? last.orElseThrow()
                : ConnectFailure.allHosts(String.join("; ", reasons), target, settings);
    }

    private Attempt attempt(ConnectionTarget host, Duration left) {
        try {
            Connection connection = Dialer.connect(host, settings, left);
            try {
                Server server = Server.of(connection);
                if (!server.isStandby()) {
                    return new Attempt.Finished(accept(host, connection, server, left));
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            connection.close();
            return ConnectFailure.standby(target, settings);
        } catch (SQLException e) {
            Optional<Error> error = SqlErrors.cause(e, Error.class);
            if (error.isPresent()) {
                throw error.get();
            }
            Attempt failed = ConnectFailure.of(e, target, host, settings);
            return failed instanceof Attempt.Retryable retryable
                            && SqlErrors.isTimeout(e)
                            && left.compareTo(Dialer.TIME_OF_AN_ATTEMPT) < 0
                    ? new Attempt.CutOff(retryable)
                    : failed;
        }
    }

    private ConnectResult accept(
            ConnectionTarget host, Connection connection, Server server, Duration left)
            throws SQLException {
        if (!server.isSupported()) {
            connection.close();
            return new ConnectResult.NotConnected(ConnectFailure.unsupported(server));
        }
        PoolMode mode = PoolMode.of(host, connection, server, settings, left);
        boolean isAllowed =
                mode == PoolMode.TRANSACTION && settings.policy().pooler() == Choices.Pooler.ALLOW;
        if (mode != PoolMode.SESSION && !isAllowed) {
            connection.close();
            return new ConnectResult.NotConnected(PoolMode.refused(target));
        }
        Session session =
                isAllowed ? Session.transactionPooled(connection) : new Session(connection);
        cancellation.cancelStatementsOf(connection.unwrap(PGConnection.class));
        try {
            session.configuration().make(settings);
        } catch (SQLException e) {
            session.close();
            if (SqlErrors.isConnectionLost(e)) {
                throw e;
            }
            return new ConnectResult.NotConnected(
                    ConnectFailure.denied(host, SqlErrors.primary(e)));
        }
        return new ConnectResult.Connected(session);
    }
}
