package io.migrate.migrator.connection;

import org.postgresql.util.PSQLException;
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

/// What an SQL error means. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
public final class SqlErrors {
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String LOCK_NOT_AVAILABLE = "55P03";
    public static final String DEADLOCK = "40P01";
    static final String NO_SUCH_DATABASE = "3D000";
    public static final String READ_ONLY = "25006";

    private static final String PROTOCOL = "08P01";

    /// How a failed attempt to connect is to be taken.
    enum Connecting {
        /// It may work in a moment.
        WAIT,
        /// The database may be created in a moment, but not for long.
        WAIT_BRIEFLY,
        /// It will not work until somebody changes something.
        GIVE_UP
    }

    private SqlErrors() {}

    public static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("");
    }

    static Connecting connecting(SQLException e) {
        String state = state(e);
        if (TlsFailure.of(e).isPresent()) {
            return Connecting.GIVE_UP;
        }
        if (state.equals(PROTOCOL)) {
            return byPooler(primary(e));
        }
        return switch (state) {
            case NO_SUCH_DATABASE -> Connecting.WAIT_BRIEFLY;
            case "57P03", "08001", "08006", "08000", "08003", "57P01", "57P02", "57P05" ->
                    Connecting.WAIT;
            default -> state.startsWith("53") ? Connecting.WAIT : Connecting.GIVE_UP;
        };
    }

    /// PgBouncer has one code for all it has to say.
    private static Connecting byPooler(String message) {
        if (message.contains("no such database")) {
            return Connecting.WAIT_BRIEFLY;
        }
        return message.contains("startup parameter") || message.contains("auth")
                ? Connecting.GIVE_UP
                : Connecting.WAIT;
    }

    /// The network broke, also in the middle of a handshake.
    static boolean isNetwork(SQLException e) {
        return has(e, SocketException.class)
                || has(e, SocketTimeoutException.class)
                || has(e, UnknownHostException.class)
                || has(e, EOFException.class);
    }

    /// The other side was there, and went.
    static boolean isClosedByPeer(SQLException e) {
        return isNetwork(e)
                && !has(e, ConnectException.class)
                && !has(e, NoRouteToHostException.class)
                && !has(e, SocketTimeoutException.class)
                && !has(e, UnknownHostException.class);
    }

    /// Why a connection could not be had, for people; never what the driver makes of the URL.
    static String reason(SQLException e) {
        Optional<ServerErrorMessage> server = server(e);
        if (server.isPresent()) {
            return primary(server.get());
        }
        if (has(e, UnknownHostException.class)) {
            return "the host name is not known";
        }
        if (has(e, NoRouteToHostException.class)) {
            return "there is no route to the host";
        }
        if (has(e, ConnectException.class)) {
            return "connection refused";
        }
        if (has(e, SocketTimeoutException.class)) {
            return "no answer";
        }
        if (isNetwork(e)) {
            return "the connection was closed";
        }
        return Optional.ofNullable(e.getMessage()).orElse("no answer").replaceFirst("\\.$", "");
    }

    /// PostgreSQL's primary message with hint and names, without DETAIL.
    public static String primary(SQLException e) {
        return server(e)
                .map(SqlErrors::primary)
                .orElseGet(() ->
                        Optional.ofNullable(e.getMessage())
                                .orElse("no message")
                                .replaceFirst("\\.$", ""));
    }

    private static String primary(ServerErrorMessage error) {
        var text = new StringBuilder(String.valueOf(error.getMessage()));
        append(text, "; table ", error.getTable());
        append(text, "; constraint ", error.getConstraint());
        append(text, "; hint: ", error.getHint());
        return text.toString();
    }

    private static void append(StringBuilder text, String label, String value) {
        if (value != null && !value.isEmpty() && text.indexOf('"' + value + '"') < 0) {
            text.append(label).append(value);
        }
    }

    public static Optional<ServerErrorMessage> server(SQLException e) {
        return e instanceof PSQLException error
                ? Optional.ofNullable(error.getServerErrorMessage())
                : Optional.empty();
    }

    /// The statement cannot be in a transaction (25001), ends one where it may not (2D000), or
    /// needs something that is to be committed first (55P04, a new value of an enum).
    public static boolean isRefusedInTransaction(String state) {
        return Set.of("25001", "2D000", "55P04").contains(state);
    }

    /// The session broke, rather than a statement: a server that says ERROR goes on.
    public static boolean isConnectionLost(SQLException e) {
        boolean goesOn = server(e).filter(error -> "ERROR".equals(error.getSeverity())).isPresent();
        return !goesOn && (state(e).startsWith("08") || state(e).startsWith("57P0"));
    }

    /// The exception that tells most: the first one in which the server speaks, which others may be
    /// wrapped around, else the first.
    public static Optional<SQLException> mostSpecific(Throwable throwable) {
        Optional<PSQLException> spoken = Optional.empty();
        for (Throwable t = throwable; t != null && spoken.isEmpty(); t = t.getCause()) {
            spoken =
                    t instanceof PSQLException error && error.getServerErrorMessage() != null
                            ? Optional.of(error)
                            : Optional.empty();
        }
        return spoken.<SQLException>map(error -> error)
                .or(() -> cause(throwable, SQLException.class));
    }

    /// The first of that type among a throwable and its causes.
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
