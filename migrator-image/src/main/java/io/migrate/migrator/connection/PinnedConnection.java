package io.migrate.migrator.connection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/// Keeps a connection in one transaction, however often its user commits or closes it: behind a
/// pooler in transaction mode only an open transaction keeps the server session. The owner of the
/// real connection commits. It is a proxy that passes on all other methods of [Connection].
final class PinnedConnection implements InvocationHandler {
    private final Connection connection;
    private boolean autoCommit = true;

    private PinnedConnection(Connection connection) {
        this.connection = connection;
    }

    /// Pins a connection whose auto-commit is off.
    static Connection of(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        PinnedConnection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        new PinnedConnection(connection));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "setAutoCommit" -> {
                autoCommit = (boolean) arguments[0];
                yield null;
            }
            case "getAutoCommit" -> autoCommit;
            case "commit", "close" -> null;
            default -> pass(method, arguments);
        };
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
