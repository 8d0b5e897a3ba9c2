package io.migrate.migrator.flyway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gives a connection up as soon as memory is too small for an answer. A part of the answer is
/// unread then: what Flyway asks next, when it releases its lock, would read the rest of it, or
/// wait for bytes that never come. It is a proxy of a [Connection] and of its statements.
final class AbortingConnection implements InvocationHandler {
    private final Connection connection;
    private final Object target;
    private final AtomicBoolean isOutOfMemory;

    private AbortingConnection(Connection connection, Object target, AtomicBoolean isOutOfMemory) {
        this.connection = connection;
        this.target = target;
        this.isOutOfMemory = isOutOfMemory;
    }

    /// @param isOutOfMemory is set when the connection was given up
    static Connection of(Connection connection, AtomicBoolean isOutOfMemory) {
        return (Connection)
                proxy(
                        Connection.class,
                        new AbortingConnection(connection, connection, isOutOfMemory));
    }

    private static Object proxy(Class<?> type, AbortingConnection handler) {
        return Proxy.newProxyInstance(
                AbortingConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Statement
                    ? proxy(
                            method.getReturnType(),
                            new AbortingConnection(connection, result, isOutOfMemory))
                    : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                abort();
            }
            throw e.getCause();
        }
    }

    private void abort() {
        isOutOfMemory.set(true);
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // It is closed already.
        }
    }
}
