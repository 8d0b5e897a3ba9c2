package io.migrate.migrator.connection;

import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.Host;

import org.slf4j.Logger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Connects to the database of a run. It retries transient failures, such as a server that is
/// starting up, and gives up immediately on failures that require a change, such as a wrong
/// password.
public final class Connector {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /// How long to wait for a missing database to be created.
    private static final Duration CREATION = Duration.ofSeconds(30);

    private final ConnectionTarget target;
    private final Settings settings;
    private final Cancellation cancellation;
    private final Logger log;
    private Optional<Long> lastLog = Optional.empty();
    private Optional<Long> absentSince = Optional.empty();

    /// A connector for one run.
    public Connector(
            ConnectionTarget target, Settings settings, Cancellation cancellation, Logger log) {
        this.target = target;
        this.settings = settings;
        this.cancellation = cancellation;
        this.log = log;
    }

    /// Opens a configured session; blocks for at most connect-timeout.
    public ConnectResult open() {
        if (settings.policy().pooler() == Choices.Pooler.REFUSE && target.pooler().isPresent()) {
            return new ConnectResult.NotConnected(
                    PoolMode.refused(target, target.pooler().get() + "."));
        }
        var attempts = new HostAttempts(target, settings, cancellation);
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        Optional<Attempt.Retryable> lastCause = Optional.empty();
        while (true) {
            Attempt attempt = attempts.next(settings.timeouts().connect().minus(since(start)));
            // Before the switch over types: see ADR 51.
            if (attempt instanceof Attempt.Finished(ConnectResult result)) {
                return result;
            }
            switch (attempt) {
                case Attempt.Finished(ConnectResult result) -> {
                    return result;
                }
                case Attempt.CutOff(Attempt.Retryable failure) -> {
                    return new ConnectResult.NotConnected(
                            end(lastCause.orElse(failure), Duration.ZERO).orElseThrow());
                }
                case Attempt.Retryable failed -> {
                    lastCause = Optional.of(failed);
                    Duration left = left(failed, start);
                    Optional<Outcome> end = end(failed, left);
                    if (end.isPresent()) {
                        return new ConnectResult.NotConnected(end.get());
                    }
                    logWaiting(failed, start);
                    cancellation.pause(pause, left);
                    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        }
    }

    private Duration left(Attempt.Retryable failed, long start) {
        Duration left = settings.timeouts().connect().minus(since(start));
        if (failed.retry() != Attempt.Retry.BRIEFLY) {
            return left;
        }
        absentSince = absentSince.or(() -> Optional.of(System.nanoTime()));
        return shorter(left, CREATION.minus(since(absentSince.orElseThrow())));
    }

    private Optional<Outcome> end(Attempt.Retryable failed, Duration left) {
        if (cancellation.isRequested()) {
            return Optional.of(CancelledRun.outcome(cancellation, settings));
        }
        return left.isPositive() ? Optional.empty() : Optional.of(failed.outcome());
    }

    private void logWaiting(Attempt.Retryable failed, long start) {
        if (lastLog.filter(at -> since(at).compareTo(LOG_INTERVAL) < 0).isEmpty()) {
            lastLog = Optional.of(System.nanoTime());
            log.atInfo()
                    .addKeyValue("waitedMillis", since(start).toMillis())
                    .log("waiting for {}: {}", target.place(), failed.reason());
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Opens an additional connection, configured like the first. It is tried again for as long as
    /// the first, because a server may refuse new connections while it serves those that exist.
    public Connection awaitAnother() throws SQLException {
        long deadline = System.nanoTime() + settings.timeouts().connect().toNanos();
        while (true) {
            try {
                return another();
            } catch (SQLException e) {
                if (SqlErrors.retry(e) != Attempt.Retry.UNTIL_TIMEOUT
                        || System.nanoTime() - deadline >= 0
                        || cancellation.isRequested()) {
                    throw e;
                }
                cancellation.pause(FIRST_PAUSE);
            }
        }
    }

    /// Opens an additional connection, configured like the first; tries each host once.
    public Connection another() throws SQLException {
        Connection connection = plain();
        try {
            new Session(connection).configuration().make(settings);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Opens an additional connection that is not configured; tries each host once.
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
}
