package io.migrate.migrator.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// The advisory lock that only one migrator of a database holds at a time. The lock is released
/// when its session ends or, behind a pooler in transaction mode, when its transaction ends. A
/// migration can release it too, with `pg_advisory_unlock_all()` or `DISCARD ALL`.
public final class AdvisoryLock {
    /// What a session knows about the lock that it acquired earlier.
    public enum State {
        /// It still holds the lock.
        HELD,
        /// It had lost the lock, and has acquired it again.
        ACQUIRED_AGAIN,
        /// Another session holds the lock.
        LOST;

        /// The state that a query of [AdvisoryLock#check] returned.
        public static State of(Optional<String> value) {
            return value.map(State::valueOf).orElse(LOST);
        }
    }

    /// One key for all migrators, ASCII `migrate.`: even migrators with different history tables
    /// wait for each other, because they can deadlock on the tables that they migrate.
    private static final long KEY = 0x6D6967726174652EL;

    private static final String HELD =
            """
            l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                AND l.classid = (%1$d >> 32)::oid AND l.objid = (%1$d & 4294967295)::oid
                AND l.database = (SELECT oid FROM pg_catalog.pg_database
                    WHERE datname = current_database())\
            """
                    .formatted(KEY);

    private static final String HOLDER =
            """
            SELECT coalesce(nullif(a.application_name, ''), 'an unnamed session'),
                extract(epoch FROM now() - a.backend_start)::bigint, l.pid
            FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid)
            WHERE %s\
            """
                    .formatted(HELD);

    private static final String CHECK =
            """
            SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_locks l
                    WHERE l.pid = pg_catalog.pg_backend_pid() AND %s) THEN 'HELD'
                WHEN pg_catalog.pg_try_advisory_lock(%d) THEN 'ACQUIRED_AGAIN'
                ELSE %%s END\
            """
                    .formatted(HELD, KEY);

    private final Session session;

    AdvisoryLock(Session session) {
        this.session = session;
    }

    /// Acquires the lock if no other session holds it; never waits.
    public boolean tryAcquire() throws SQLException {
        String function =
                session.isTransactionPooled()
                        ? "pg_try_advisory_xact_lock"
                        : "pg_try_advisory_lock";
        return session.column("SELECT %s(%d)".formatted(function, KEY)).getFirst().equals("t");
    }

    /// Looks at the lock, and acquires it again if this session has lost it and no other has it.
    public State check() throws SQLException {
        return State.of(session.column(report()).stream().findFirst());
    }

    /// The query of [#check], for a message.
    public static String report() {
        return CHECK.formatted("'LOST'");
    }

    /// The same query, for the end of a transaction: it fails if another session holds the lock, so
    /// that the transaction is rolled back.
    public static String require() {
        // An error that PostgreSQL does not evaluate before it is reached: it depends on the
        // session.
        return CHECK.formatted("('lost, in session ' || pg_catalog.pg_backend_pid())::int::text");
    }

    /// Describes the session that holds the lock; empty if the lock is free.
    public Optional<String> holder() throws SQLException {
        try (Statement statement = session.connection().createStatement();
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
