package io.migrate.migrator.flyway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connection as Flyway uses it: a proxy of a [Connection] and of its statements.
///
/// It reports each COMMIT that the server confirmed, because Flyway's exceptions do not say whether
/// the migration before them is committed. And it gives the connection up as soon as memory is too
/// small for an answer. A part of the answer is unread then: what Flyway asks next, when it
/// releases its lock, would read the rest of it, or wait for bytes that never come.
final class FlywayConnection implements InvocationHandler {
    private final Connection connection;
    private final Object target;
    private final Runnable onCommit;
    private final AtomicBoolean isOutOfMemory;

    private FlywayConnection(
            Connection connection, Object target, Runnable onCommit, AtomicBoolean isOutOfMemory) {
        this.connection = connection;
        this.target = target;
        this.onCommit = onCommit;
        this.isOutOfMemory = isOutOfMemory;
    }

    /// @param onCommit runs after each COMMIT
    /// @param isOutOfMemory is set when the connection was given up
    static Connection of(Connection connection, Runnable onCommit, AtomicBoolean isOutOfMemory) {
        return (Connection)
                proxy(
                        Connection.class,
                        new FlywayConnection(connection, connection, onCommit, isOutOfMemory));
    }

    private static Object proxy(Class<?> type, FlywayConnection handler) {
        return Proxy.newProxyInstance(
                FlywayConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            Object result = method.invoke(target, arguments);
            if (method.getName().equals("commit")) {
                onCommit.run();
            }
            return result instanceof Statement
                    ? proxy(
                            method.getReturnType(),
                            new FlywayConnection(connection, result, onCommit, isOutOfMemory))
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
