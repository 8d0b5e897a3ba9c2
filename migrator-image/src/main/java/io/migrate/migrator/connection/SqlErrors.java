package io.migrate.migrator.connection;

import io.migrate.migrator.report.Excerpt;

import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Classifies SQL errors. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
public final class SqlErrors {
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String DEADLOCK = "40P01";
    static final String NO_SUCH_DATABASE = "3D000";
    public static final String READ_ONLY = "25006";

    private static final String PROTOCOL = "08P01";

    private SqlErrors() {}

    /// The SQLSTATE; empty if there is none.
    public static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("");
    }

    /// How long an attempt to connect that failed with this error is repeated.
    static Attempt.Retry retry(SQLException e) {
        String state = state(e);
        if (TlsFailure.of(e).isPresent()) {
            return Attempt.Retry.NEVER;
        }
        if (state.equals(PROTOCOL)) {
            return poolerRetry(primary(e));
        }
        return switch (state) {
            case NO_SUCH_DATABASE -> Attempt.Retry.BRIEFLY;
            case "57P03", "08001", "08006", "08000", "08003", "57P01", "57P02", "57P05" ->
                    Attempt.Retry.UNTIL_TIMEOUT;
            default -> state.startsWith("53") ? Attempt.Retry.UNTIL_TIMEOUT : Attempt.Retry.NEVER;
        };
    }

    /// PgBouncer reports all errors with one code.
    private static Attempt.Retry poolerRetry(String message) {
        if (message.contains("no such database")) {
            return Attempt.Retry.BRIEFLY;
        }
        return message.contains("startup parameter") || message.contains("auth")
                ? Attempt.Retry.NEVER
                : Attempt.Retry.UNTIL_TIMEOUT;
    }

    /// Whether the network failed, also in the middle of a handshake.
    static boolean isNetwork(SQLException e) {
        return has(e, SocketException.class)
                || has(e, SocketTimeoutException.class)
                || has(e, UnknownHostException.class)
                || has(e, EOFException.class);
    }

    /// Whether DNS does not know the host, or does not answer.
    static boolean isUnknownHost(SQLException e) {
        return has(e, UnknownHostException.class);
    }

    /// Whether connecting took longer than it was allowed to.
    static boolean isTimeout(SQLException e) {
        // The driver's loginTimeout is an exception without a cause.
        return has(e, SocketTimeoutException.class)
                || String.valueOf(e.getMessage()).startsWith("Connection attempt timed out");
    }

    /// Whether the other side closed the connection after accepting it.
    static boolean isClosedByPeer(SQLException e) {
        return isNetwork(e)
                && !has(e, ConnectException.class)
                && !has(e, NoRouteToHostException.class)
                && !has(e, SocketTimeoutException.class)
                && !has(e, UnknownHostException.class);
    }

    /// The reason why connecting failed, for people; never a message of the driver about the URL.
    static String reason(SQLException e) {
        Optional<ServerErrorMessage> server = server(e);
        if (server.isPresent()) {
            return primary(server.get());
        }
        if (isUnknownHost(e)) {
            return "the host name cannot be resolved";
        }
        if (has(e, NoRouteToHostException.class)) {
            return "no route to host";
        }
        if (has(e, ConnectException.class)) {
            return "connection refused";
        }
        if (has(e, SocketTimeoutException.class)) {
            return "no response";
        }
        if (isNetwork(e)) {
            return "the connection was closed";
        }
        return withoutFullStop(Optional.ofNullable(e.getMessage()).orElse("no response"));
    }

    /// PostgreSQL's primary message with hint and names, without DETAIL.
    public static String primary(SQLException e) {
        return server(e)
                .map(SqlErrors::primary)
                .orElseGet(() ->
                        withoutFullStop(Optional.ofNullable(e.getMessage()).orElse("no message")));
    }

    private static String primary(ServerErrorMessage error) {
        var text = new StringBuilder(shortened(String.valueOf(error.getMessage())));
        append(text, "; table ", error.getTable());
        append(text, "; constraint ", error.getConstraint());
        append(text, "; hint: ", error.getHint());
        return text.toString();
    }

    /// One line: PostgreSQL quotes the rest of a script after a quote that is never closed.
    private static String shortened(String message) {
        String line = message.lines().findFirst().orElse("");
        return Excerpt.of(line) + (line.length() == message.length() ? "" : " …");
    }

    private static String withoutFullStop(String message) {
        return Excerpt.of(
                message.endsWith(".") ? message.substring(0, message.length() - 1) : message);
    }

    private static void append(StringBuilder text, String label, String value) {
        if (value != null && !value.isEmpty()) {
            String excerpt = Excerpt.of(value);
            if (text.indexOf('"' + excerpt + '"') < 0) {
                text.append(label).append(excerpt);
            }
        }
    }

    /// The error as the server reported it; empty if the error came from the driver.
    public static Optional<ServerErrorMessage> server(SQLException e) {
        return e instanceof PSQLException error
                ? Optional.ofNullable(error.getServerErrorMessage())
                : Optional.empty();
    }

    /// Whether the driver failed because it did not understand the server.
    static boolean isUnexpected(SQLException e) {
        return state(e).equals(PSQLState.UNEXPECTED_ERROR.getState())
                && has(e, RuntimeException.class)
                && TlsFailure.of(e).isEmpty();
    }

    /// The exception of a connection that was given up because memory was too small for an answer.
    public static SQLException outOfMemory(OutOfMemoryError e) {
        return new SQLException("out of memory", "08006", e);
    }

    /// Whether the driver had too little memory for what the server sent: it wraps the error of the
    /// JVM in exceptions of several codes.
    public static boolean isOutOfMemory(SQLException e) {
        return has(e, OutOfMemoryError.class);
    }

    /// Whether the statement cannot run in a transaction (25001), ends one where that is forbidden
    /// (2D000), or uses something that must be committed first (55P04, a new enum value).
    public static boolean isRefusedInTransaction(String state) {
        return Set.of("25001", "2D000", "55P04").contains(state);
    }

    /// Whether the whole session ended, not only a statement: a session continues after severity
    /// ERROR.
    public static boolean isConnectionLost(SQLException e) {
        boolean continues =
                server(e).filter(error -> "ERROR".equals(error.getSeverity())).isPresent();
        return !continues && (state(e).startsWith("08") || state(e).startsWith("57P0"));
    }

    /// The most specific exception among the causes: the first one with an error of the server, or
    /// else the first one of the driver, or else the first [SQLException].
    public static Optional<SQLException> mostSpecific(Throwable throwable) {
        Optional<PSQLException> fromServer = Optional.empty();
        for (Throwable t = throwable; t != null && fromServer.isEmpty(); t = t.getCause()) {
            fromServer =
                    t instanceof PSQLException error && error.getServerErrorMessage() != null
                            ? Optional.of(error)
                            : Optional.empty();
        }
        return fromServer
                .or(() -> cause(throwable, PSQLException.class))
                .<SQLException>map(error -> error)
                .or(() -> cause(throwable, SQLException.class));
    }

    /// Returns the first exception of a type among a throwable and its causes.
    public static <T extends Throwable> Optional<T> cause(Throwable throwable, Class<T> type) {
        for (Throwable t = throwable; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }

    static boolean has(Throwable throwable, Class<? extends Throwable> type) {
        return cause(throwable, type).isPresent();
    }
}
