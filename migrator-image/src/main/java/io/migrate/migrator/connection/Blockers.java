package io.migrate.migrator.connection;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Who is in the way of a migration that waits for a lock. Looked up while it waits, on a
/// connection of its own: once PostgreSQL has given up, nobody is in the way any more. A run that
/// is over before half of a lock timeout has passed needs no second connection.
public final class Blockers implements AutoCloseable {
    private static final Duration SHORTEST = Duration.ofMillis(100);

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

    private record Sight(String sentence, long nanos) {}

    private final ConnectionOpener opener;
    private final String waiter;
    private final Duration timeout;
    private final AtomicReference<Optional<Sight>> last = new AtomicReference<>(Optional.empty());
    private final Thread thread;

    private Blockers(ConnectionOpener opener, String waiter, Duration timeout) {
        this.opener = opener;
        this.waiter = waiter;
        this.timeout = timeout;
        this.thread = Thread.ofVirtual().name("blockers").unstarted(this::look);
    }

    /// Begins to look, unless locks are waited for without end.
    ///
    /// @param opener of the second connection
    /// @param session the one that may wait
    /// @param timeout for a lock; zero: none
    public static Blockers of(ConnectionOpener opener, Session session, Duration timeout)
            throws SQLException {
        var blockers =
                new Blockers(opener, session.column("SELECT pg_backend_pid()").getFirst(), timeout);
        if (!timeout.isZero()) {
            blockers.thread.start();
        }
        return blockers;
    }

    private void look() {
        Duration pause =
                timeout.dividedBy(2).compareTo(SHORTEST) < 0 ? SHORTEST : timeout.dividedBy(2);
        try {
            Thread.sleep(pause);
            try (var connection = opener.open();
                    PreparedStatement statement = connection.prepareStatement(BLOCKERS)) {
                statement.setString(1, waiter);
                while (true) {
                    try (ResultSet row = statement.executeQuery()) {
                        if (row.next()) {
                            last.set(Optional.of(new Sight(sentence(row), System.nanoTime())));
                        }
                    }
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException | SQLException _) {
            // The run is over, or there is no connection to spare: then nobody is named.
        }
    }

    private static String sentence(ResultSet row) throws SQLException {
        long seconds = row.getLong(4);
        String since = row.wasNull() ? "" : "in a transaction for %d s; ".formatted(seconds);
        return "%s is held by %s (%sSELECT pg_terminate_backend(%d) ends it)"
                .formatted(row.getString(1), row.getString(3), since, row.getInt(2));
    }

    /// Who was in the way a moment ago, in a sentence without its full stop; empty: it is not
    /// known.
    public Optional<String> last() {
        return last.get()
                .filter(sight -> System.nanoTime() - sight.nanos() < 2 * timeout.toNanos())
                .map(Sight::sentence);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
