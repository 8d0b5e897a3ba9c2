package io.migrate.migrator.run;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.Target;

import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.slf4j.Logger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/// Connects: patiently where waiting helps, at once giving up where it does not.
final class Connector {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration LOG_EVERY = Duration.ofSeconds(5);

    /// How long a database that does not exist may take to be created.
    private static final Duration CREATION = Duration.ofSeconds(30);

    private static final int OLDEST_MAJOR = 14;

    private final Target target;
    private final Settings settings;
    private final Stop stop;
    private final Logger log;

    Connector(Target target, Settings settings, Stop stop, Logger log) {
        this.target = target;
        this.settings = settings;
        this.stop = stop;
        this.log = log;
    }

    /// A session, as soon as there is one.
    Opening open() {
        long start = System.nanoTime();
        long lastLog = start;
        Duration pause = FIRST_PAUSE;
        while (true) {
            String waitingFor;
            Duration patience = settings.timeouts().connect();
            Outcome whenOver;
            try {
                Connection connection = connect();
                try {
                    Server server = identify(connection);
                    if (!server.isStandby()) {
                        return accepted(connection, server);
                    }
                } catch (SQLException e) {
                    connection.close();
                    throw e;
                }
                connection.close();
                waitingFor = "only a standby answers";
                whenOver = unreachable(waitingFor, "Point the URL at the primary.");
            } catch (SQLException e) {
                waitingFor = SqlErrors.reason(e);
                switch (SqlErrors.connecting(e)) {
                    case GIVE_UP -> {
                        return new Opening.NotOpened(
                                SqlErrors.isTls(e) ? unencrypted(waitingFor) : refused(waitingFor));
                    }
                    case WAIT_BRIEFLY -> {
                        patience = patience.compareTo(CREATION) < 0 ? patience : CREATION;
                        whenOver = refused(waitingFor);
                    }
                    case WAIT ->
                            whenOver =
                                    unreachable(
                                            waitingFor,
                                            "Check host and port in the URL, NetworkPolicies, and"
                                                    + " whether the database runs.");
                    default -> throw new IllegalStateException();
                }
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (stop.isRequested() || waited.compareTo(patience) >= 0) {
                return new Opening.NotOpened(whenOver);
            }
            if (System.nanoTime() - lastLog >= LOG_EVERY.toNanos() || lastLog == start) {
                lastLog = System.nanoTime();
                log.atInfo()
                        .addKeyValue("waitedMillis", waited.toMillis())
                        .log("waiting for {}: {}", target.place(), waitingFor);
            }
            Duration left = patience.minus(waited);
            Duration next = Jitter.around(pause);
            stop.sleep(next.compareTo(left) < 0 ? next : left);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
    }

    /// One more connection, configured like the first, without patience.
    Connection another() throws SQLException {
        Connection connection = connect();
        try {
            new Session(connection).configure(settings);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// What the server says of itself.
    private record Server(String version, int number, boolean isStandby, int backend) {
        boolean isPostgres() {
            return version.startsWith("PostgreSQL ") && !version.contains("-YB-");
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = target.driverProperties();
        settings.applicationName()
                .ifPresent(name -> properties.setProperty("ApplicationName", name));
        properties.putIfAbsent("ApplicationName", "migrate");
        properties.putIfAbsent("connectTimeout", "10");
        // A server that accepts and never speaks would otherwise hold us for ever.
        properties.putIfAbsent("loginTimeout", "20");
        properties.setProperty("tcpKeepAlive", "true");
        // DETAIL carries row values; where it is wanted it is taken from the error itself.
        properties.setProperty("logServerErrorDetail", "false");
        return Optional.ofNullable(new Driver().connect(target.jdbcUrl(), properties))
                .orElseThrow(() -> new SQLException("the driver does not take this URL"));
    }

    private static Server identify(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT version(), current_setting('server_version_num')::int,"
                                        + " pg_is_in_recovery(), pg_backend_pid()")) {
            row.next();
            return new Server(row.getString(1), row.getInt(2), row.getBoolean(3), row.getInt(4));
        }
    }

    private Opening accepted(Connection connection, Server server) throws SQLException {
        var session = new Session(connection);
        if (!server.isPostgres() || server.number() < OLDEST_MAJOR * 10000) {
            session.close();
            String name = server.version().split(" on | \\(", 2)[0];
            return new Opening.NotOpened(
                    new Outcome.Failed(
                            ExitCode.USAGE,
                            "the server is %s; PostgreSQL %d or newer is needed."
                                    .formatted(name, OLDEST_MAJOR),
                            ""));
        }
        if (isPooledByTransaction(connection, server)) {
            session.close();
            return new Opening.NotOpened(
                    new Outcome.Failed(
                            ExitCode.USAGE,
                            "%s is a pooler that gives each transaction another session, so that a"
                                            .formatted(target.place())
                                    + " lock would be lost.",
                            "Point the URL at the database itself, or at a pooler in session"
                                    + " mode."));
        }
        stop.watch(connection.unwrap(PGConnection.class));
        try {
            session.configure(settings);
        } catch (SQLException e) {
            session.close();
            return new Opening.NotOpened(refused(SqlErrors.primary(e)));
        }
        return new Opening.Opened(session);
    }

    /// A pooler announces a process number of its own. If moreover a second connection, while the
    /// first one idles, gets the same server process, then sessions are shared between
    /// transactions. Asked before anything is set, as a setting would stay on a session that others
    /// get.
    private boolean isPooledByTransaction(Connection connection, Server server)
            throws SQLException {
        if (connection.unwrap(PGConnection.class).getBackendPID() == server.backend()) {
            return false;
        }
        try (Connection second = connect()) {
            second.setAutoCommit(false);
            return identify(second).backend() == server.backend();
        }
    }

    private Outcome unreachable(String reason, String advice) {
        return new Outcome.Failed(
                ExitCode.UNREACHABLE,
                "%s cannot be reached: %s, for %d s."
                        .formatted(
                                target.place(), reason, settings.timeouts().connect().toSeconds()),
                advice);
    }

    private Outcome unencrypted(String reason) {
        return new Outcome.Failed(
                ExitCode.REFUSED,
                "TLS with %s fails: %s.".formatted(target.place(), reason),
                "Check sslmode, sslrootcert and the server's certificate; verify-full asks that it"
                        + " names the host.");
    }

    private Outcome refused(String reason) {
        return new Outcome.Failed(
                ExitCode.REFUSED,
                "%s refuses user %s: %s.".formatted(target.place(), target.user(), reason),
                "Check user, password and database in the Secret, and the role's rights.");
    }
}
