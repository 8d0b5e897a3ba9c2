package io.migrate.migrator.protocol;

import io.migrate.migrator.url.ConnectionTarget;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A session of a server that answers simple queries, and the only door of this package. For one
/// thread.
public final class Backend implements AutoCloseable {
    private final TimedSocket socket;
    private final Wire wire;
    private final int processId;
    private boolean isUsable = true;

    private Backend(TimedSocket socket, Wire wire, int processId) {
        this.socket = socket;
        this.wire = wire;
        this.processId = processId;
    }

    /// Connects and logs in, as the driver would with the target's properties.
    ///
    /// @param target with one host; its `schema` is not set in the session
    /// @param applicationName the name of the session
    /// @param limit for everything until the backend is closed. It takes the place of the
    ///   properties `connectTimeout` and `loginTimeout`
    /// @throws Unanswered if anything at all is not as expected
    public static Backend open(ConnectionTarget target, String applicationName, Duration limit)
            throws Unanswered {
        Policy policy = Policy.of(target);
        var socket = new TimedSocket(limit);
        try {
            Transport transport = Transport.open(socket, target, policy);
            var wire = new Wire(transport.socket());
            var login = new Login(wire, policy, target);
            return new Backend(socket, wire, login.as(applicationName, transport.certificate()));
        } catch (IOException | GeneralSecurityException e) {
            socket.close();
            throw socket.failure(e);
        } catch (Unanswered e) {
            socket.close();
            throw e;
        }
    }

    /// The process ID of the session, as the server announces it. Behind a pooler it is not that of
    /// the process that answers.
    public int processId() {
        return processId;
    }

    /// Sends a query. Any error, warning or notice leaves it without an answer, and the backend can
    /// only be closed then.
    ///
    /// @param sql one or several statements
    /// @return the rows of the last statement that returned rows; values as text, empty for NULL
    public List<List<Optional<String>>> query(String sql) throws Unanswered {
        if (!isUsable) {
            throw new Unanswered("the session is not waiting for a query");
        }
        isUsable = false;
        try {
            wire.send(new Outgoing().text(sql).typed('Q'));
            List<List<Optional<String>>> rows = new Answer(wire).rows();
            isUsable = true;
            return rows;
        } catch (IOException e) {
            throw socket.failure(e);
        }
    }

    /// Ends the session; waits for nothing that the server says.
    @Override
    public void close() {
        try {
            wire.write(new Outgoing().typed('X'));
        } catch (IOException _) {
            // The connection is gone already.
        }
        socket.close();
    }
}
