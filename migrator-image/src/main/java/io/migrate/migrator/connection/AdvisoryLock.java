package io.migrate.migrator.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// The advisory lock that only one migrator of a database holds at a time. The lock is released
/// when its session ends or, behind a pooler in transaction mode, when its transaction ends.
public final class AdvisoryLock {
    /// One key for all migrators, ASCII `migrate.`: even migrators with different history tables
    /// wait for each other, because they can deadlock on the tables that they migrate.
    private static final long KEY = 0x6D6967726174652EL;

    private static final String HOLDER =
            """
            SELECT coalesce(nullif(a.application_name, ''), 'an unnamed session'),
                extract(epoch FROM now() - a.backend_start)::bigint, l.pid
            FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                AND l.classid = (%1$d >> 32)::oid AND l.objid = (%1$d & 4294967295)::oid
                AND l.database = (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = current_database())\
            """
                    .formatted(KEY);

    private final Connection connection;
    private final String function;

    AdvisoryLock(Connection connection, String function) {
        this.connection = connection;
        this.function = function;
    }

    /// Acquires the lock if no other session holds it; never waits.
    public boolean tryAcquire() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT %s(%d)".formatted(function, KEY))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /// Describes the session that holds the lock; empty if the lock is free.
    public Optional<String> holder() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(HOLDER)) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(
                    "%s (connected for %d s; SELECT pg_terminate_backend(%d) ends it)"
                            .formatted(row.getString(1), row.getLong(2), row.getInt(3)));
        }
    }
}
