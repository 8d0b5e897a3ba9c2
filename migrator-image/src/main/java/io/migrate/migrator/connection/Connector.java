package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.Host;

import org.postgresql.PGConnection;
import org.slf4j.Logger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/// Connects: patiently where waiting helps, at once giving up where it does not.
public final class Connector {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    /// How long a database that does not exist may take to be created.
    private static final Duration CREATION = Duration.ofSeconds(30);

    private static final int OLDEST_MAJOR = 14;

    private static final String CHECK_PLACE =
            "Check host and port in the URL, NetworkPolicies, and whether the database runs.";

    private final ConnectionTarget target;
    private final Settings settings;
    private final Cancellation cancellation;
    private final Logger log;

    public Connector(
            ConnectionTarget target, Settings settings, Cancellation cancellation, Logger log) {
        this.target = target;
        this.settings = settings;
        this.cancellation = cancellation;
        this.log = log;
    }

    /// What one round over the hosts came to.
    private sealed interface Round {
        /// There is an answer.
        record Over(ConnectResult result) implements Round {}

        /// It may be another one in a moment.
        ///
        /// @param why for the log
        /// @param whenOver if there is no moment left
        record NotYet(String why, boolean isAbsent, Outcome whenOver) implements Round {}
    }

    /// A session, as soon as there is one.
    public ConnectResult open() {
        if (settings.policy().pooler() == Choices.Pooler.REFUSE && target.pooler().isPresent()) {
            return new ConnectResult.NotConnected(
                    PoolMode.refused(target, target.pooler().get() + "."));
        }
        long start = System.nanoTime();
        long lastLog = start;
        Optional<Long> absentSince = Optional.empty();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Duration patience = settings.timeouts().connect();
            Duration waited = since(start);
            switch (round(patience.minus(waited))) {
                case Round.Over(ConnectResult result) -> {
                    return result;
                }
                case Round.NotYet(String why, boolean isAbsent, Outcome whenOver) -> {
                    waited = since(start);
                    Duration left = patience.minus(waited);
                    if (isAbsent) {
                        absentSince = absentSince.or(() -> Optional.of(System.nanoTime()));
                        left = shorter(left, CREATION.minus(since(absentSince.orElseThrow())));
                    }
                    if (cancellation.isRequested()) {
                        return new ConnectResult.NotConnected(
                                CancelledRun.outcome(cancellation, settings));
                    }
                    if (left.isNegative() || left.isZero()) {
                        return new ConnectResult.NotConnected(whenOver);
                    }
                    if (lastLog == start || since(lastLog).compareTo(LOG_EVERY) >= 0) {
                        lastLog = System.nanoTime();
                        log.atInfo()
                                .addKeyValue("waitedMillis", waited.toMillis())
                                .log("waiting for {}: {}", target.place(), why);
                    }
                    cancellation.sleep(shorter(Jitter.around(pause), left));
                    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// As libpq goes over hosts: on to the next one if nobody is there, it starts up, or it is a
    /// standby; not if it refuses us. One driver call for all of them would let the first dead host
    /// use up the time of the others.
    private Round round(Duration left) {
        var reasons = new ArrayList<String>();
        Optional<Round.NotYet> last = Optional.empty();
        for (Host host : target.hosts()) {
            Round round = attempt(target.at(host), left);
            switch (round) {
                case Round.Over _ -> {
                    return round;
                }
                case Round.NotYet notYet -> {
                    reasons.add(
                            target.hosts().size() == 1
                                    ? notYet.why()
                                    : "%s: %s".formatted(host, notYet.why()));
                    last = Optional.of(notYet);
                    if (notYet.isAbsent()) {
                        return notYet;
                    }
                }
            }
            if (cancellation.isRequested()) {
                break;
            }
        }
        if (reasons.size() < 2) {
            return last.orElseThrow();
        }
        String all = String.join("; ", reasons);
        return new Round.NotYet(all, false, unreachable(all, CHECK_PLACE));
    }

    private Round attempt(ConnectionTarget one, Duration left) {
        try {
            Connection connection = Dialer.connect(one, settings, left);
            try {
                Server server = Server.of(connection);
                if (!server.isStandby()) {
                    return new Round.Over(accepted(one, connection, server, left));
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            connection.close();
            String standby = "only a standby answers";
            return new Round.NotYet(
                    standby, false, unreachable(standby, "Point the URL at the primary."));
        } catch (SQLException e) {
            return failed(one, e);
        }
    }

    private Round failed(ConnectionTarget one, SQLException e) {
        String reason = SqlErrors.reason(e);
        return switch (SqlErrors.connecting(e)) {
            case GIVE_UP ->
                    new Round.Over(
                            new ConnectResult.NotConnected(
                                    TlsFailure.of(e)
                                            .map(failure -> unencrypted(one, failure))
                                            .orElseGet(() -> refused(one, reason))));
            case WAIT_BRIEFLY -> new Round.NotYet(reason, true, refused(one, reason));
            case WAIT -> new Round.NotYet(reason, false, unreachable(reason, CHECK_PLACE));
        };
    }

    /// One more connection, configured like the first, without patience.
    public Connection another() throws SQLException {
        Connection connection = plain();
        try {
            new Session(connection).configure(settings);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// One more connection, as it is.
    public Connection plain() throws SQLException {
        SQLException problem = new SQLException("only a standby answers", "08001");
        for (Host host : target.hosts()) {
            Connection connection = null;
            try {
                connection =
                        Dialer.connect(target.at(host), settings, settings.timeouts().connect());
                if (target.hosts().size() == 1 || !Server.of(connection).isStandby()) {
                    return connection;
                }
                connection.close();
            } catch (SQLException e) {
                if (connection != null) {
                    connection.close();
                }
                problem = e;
            }
        }
        throw problem;
    }

    private ConnectResult accepted(
            ConnectionTarget one, Connection connection, Server server, Duration left)
            throws SQLException {
        if (!server.isPostgres() || server.major() < OLDEST_MAJOR) {
            connection.close();
            String name = server.version().split(" on | \\(", 2)[0];
            return new ConnectResult.NotConnected(
                    new Outcome.Failed(
                            ExitCode.INVALID_CONFIGURATION,
                            "the server is %s; PostgreSQL %d or newer is needed."
                                    .formatted(name, OLDEST_MAJOR),
                            ""));
        }
        PoolMode mode = PoolMode.of(one, connection, server, settings, left);
        boolean isAllowed =
                mode == PoolMode.TRANSACTION && settings.policy().pooler() == Choices.Pooler.ALLOW;
        if (mode != PoolMode.SESSION && !isAllowed) {
            connection.close();
            return new ConnectResult.NotConnected(PoolMode.refused(target));
        }
        Session session =
                isAllowed ? Session.transactionPooled(connection) : new Session(connection);
        cancellation.watch(connection.unwrap(PGConnection.class));
        try {
            session.configure(settings);
        } catch (SQLException e) {
            session.close();
            return new ConnectResult.NotConnected(refused(one, SqlErrors.primary(e)));
        }
        return new ConnectResult.Connected(session);
    }

    private Outcome unreachable(String reason, String advice) {
        return new Outcome.Failed(
                ExitCode.UNREACHABLE,
                "%s cannot be reached: %s, for %d s."
                        .formatted(
                                target.place(), reason, settings.timeouts().connect().toSeconds()),
                advice);
    }

    private static Outcome unencrypted(ConnectionTarget one, TlsFailure failure) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "TLS with %s fails: %s.".formatted(one.place(), failure.problem()),
                failure.cure());
    }

    private static Outcome refused(ConnectionTarget one, String reason) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "%s refuses user %s: %s.".formatted(one.place(), one.user(), reason),
                "Check user, password and database in the Secret, and the role's rights.");
    }
}
