package io.migrate.migrator.connection;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Finds the session that blocks a migration waiting for a lock. It queries on a second connection
/// while the migration waits, because the migration is not blocked after the lock timeout. A run
/// that is over within half a lock timeout opens no second connection.
public final class Blockers implements AutoCloseable {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    private static final String BLOCKERS =
            """
            SELECT coalesce(l.relation::regclass::text, 'a lock'), b.pid,
                coalesce(nullif(a.application_name, ''), 'an unnamed session'),
                extract(epoch FROM now() - a.xact_start)::bigint
            FROM pg_catalog.pg_locks l
            CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS b (pid)
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
            WHERE l.pid = ?::int AND NOT l.granted LIMIT 1\
            """;

    private record Sighting(String description, long nanos) {}

    private final ConnectionOpener opener;
    private final String waiter;
    private final Duration timeout;
    private final AtomicReference<Optional<Sighting>> last =
            new AtomicReference<>(Optional.empty());
    private final Thread thread;

    private Blockers(ConnectionOpener opener, String waiter, Duration timeout) {
        this.opener = opener;
        this.waiter = waiter;
        this.timeout = timeout;
        this.thread = Thread.ofVirtual().name("blockers").unstarted(this::poll);
    }

    /// Starts polling, unless there is no lock timeout.
    ///
    /// @param opener of the second connection
    /// @param session the session that may wait for a lock
    /// @param timeout the lock timeout; zero: no limit
    public static Blockers of(ConnectionOpener opener, Session session, Duration timeout)
            throws SQLException {
        var blockers =
                new Blockers(opener, session.column("SELECT pg_backend_pid()").getFirst(), timeout);
        if (!timeout.isZero()) {
            blockers.thread.start();
        }
        return blockers;
    }

    private void poll() {
        Duration interval =
                timeout.dividedBy(2).compareTo(SHORTEST_INTERVAL) < 0
                        ? SHORTEST_INTERVAL
                        : timeout.dividedBy(2);
        try {
            Thread.sleep(interval);
            try (var connection = opener.open();
                    PreparedStatement statement = connection.prepareStatement(BLOCKERS)) {
                statement.setString(1, waiter);
                while (true) {
                    try (ResultSet row = statement.executeQuery()) {
                        if (row.next()) {
                            last.set(
                                    Optional.of(new Sighting(description(row), System.nanoTime())));
                        }
                    }
                    Thread.sleep(interval);
                }
            }
        } catch (InterruptedException | SQLException | OutOfMemoryError | LinkageError _) {
            // The run is over, or there is no connection or no memory, so the blocker is unknown.
        }
    }

    private static String description(ResultSet row) throws SQLException {
        long seconds = row.getLong(4);
        String since = row.wasNull() ? "" : "in a transaction for %d s; ".formatted(seconds);
        return "%s is held by %s (%sSELECT pg_terminate_backend(%d) ends it)"
                .formatted(row.getString(1), row.getString(3), since, row.getInt(2));
    }

    /// Describes the blocker that was seen last, in a sentence without its full stop; empty if none
    /// was seen within two lock timeouts.
    public Optional<String> last() {
        return last.get()
                .filter(sighting -> System.nanoTime() - sighting.nanos() < 2 * timeout.toNanos())
                .map(Sighting::description);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
