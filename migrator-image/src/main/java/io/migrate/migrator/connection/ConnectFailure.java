package io.migrate.migrator.connection;

import io.migrate.migrator.report.Excerpt;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import java.sql.SQLException;

/// The outcomes of a run that cannot connect.
final class ConnectFailure {
    private static final String CHECK_ADDRESS =
            "Check the host and port in the URL, NetworkPolicies, and whether the database is"
                    + " running.";

    private static final String CHECK_NAME =
            "Check the host in the URL, and that the Pod can reach the cluster's DNS: a"
                    + " NetworkPolicy has to allow port 53.";

    private ConnectFailure() {}

    /// The attempt that failed with an exception.
    ///
    /// @param target the target with all its hosts
    /// @param host the same target with one of them
    static Attempt of(
            SQLException e, ConnectionTarget target, ConnectionTarget host, Settings settings) {
        if (SqlErrors.isUnexpected(e)) {
            return new Attempt.Finished(new ConnectResult.NotConnected(noPostgres(host)));
        }
        String reason = SqlErrors.reason(e);
        Attempt.Retry retry = SqlErrors.retry(e);
        return switch (retry) {
            case NEVER ->
                    new Attempt.Finished(
                            new ConnectResult.NotConnected(
                                    TlsFailure.of(e)
                                            .map(failure -> tls(host, failure))
                                            .orElseGet(() -> denied(host, reason))));
            case BRIEFLY -> new Attempt.Retryable(reason, retry, denied(host, reason));
            case UNTIL_TIMEOUT ->
                    unreachable(
                            reason,
                            SqlErrors.isUnknownHost(e) ? CHECK_NAME : CHECK_ADDRESS,
                            target,
                            settings);
        };
    }

    /// The attempt that reached only standbys.
    static Attempt.Retryable standby(ConnectionTarget target, Settings settings) {
        return unreachable(
                "only a standby answers", "Point the URL at the primary.", target, settings);
    }

    /// The attempt in which no host could be used.
    ///
    /// @param reasons of all hosts
    static Attempt.Retryable allHosts(String reasons, ConnectionTarget target, Settings settings) {
        return unreachable(reasons, CHECK_ADDRESS, target, settings);
    }

    private static Attempt.Retryable unreachable(
            String reason, String advice, ConnectionTarget target, Settings settings) {
        long seconds = settings.timeouts().connect().toSeconds();
        return new Attempt.Retryable(
                reason,
                Attempt.Retry.UNTIL_TIMEOUT,
                new Outcome.Failed(
                        ExitCode.UNREACHABLE,
                        "could not connect to %s within %d s: %s."
                                .formatted(target.place(), seconds, reason),
                        advice));
    }

    private static Outcome tls(ConnectionTarget host, TlsFailure failure) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "TLS connection to %s failed: %s.".formatted(host.place(), failure.problem()),
                failure.advice());
    }

    static Outcome denied(ConnectionTarget host, String reason) {
        return new Outcome.Failed(
                ExitCode.ACCESS_DENIED,
                "%s rejected user %s: %s.".formatted(host.place(), host.user(), reason),
                "Check the user, password and database in the Secret, and the role's privileges.");
    }

    private static Outcome noPostgres(ConnectionTarget host) {
        return new Outcome.Failed(
                ExitCode.UNEXPECTED,
                "%s does not answer as PostgreSQL does.".formatted(host.place()),
                "Check that host and port in the URL are those of the database.");
    }

    static Outcome unsupported(Server server) {
        String name = Excerpt.of(server.version().split(" on | \\(", 2)[0]);
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                "the server is %s; PostgreSQL %d or later is required."
                        .formatted(name, Server.OLDEST_MAJOR),
                "");
    }
}
