package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The locks that a session holds on relations that existed before.
final class HeldLocks {
    private final Session session;
    private final String query;
    private final Set<String> known;

    private HeldLocks(Session session, String query, Set<String> known) {
        this.session = session;
        this.query = query;
        this.known = known;
    }

    /// The locks that are held now.
    ///
    /// @param relations their OIDs
    static HeldLocks of(Session session, List<String> relations) throws SQLException {
        String query =
                """
                SELECT format('%%s: %%s', l.relation::regclass, upper(regexp_replace(
                    replace(l.mode, 'Lock', ''), '(?<=[a-z])(?=[A-Z])', ' ', 'g')))
                FROM pg_catalog.pg_locks l
                WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
                    AND l.mode <> 'AccessShareLock' AND l.relation = ANY ('{%s}'::oid[])\
                """
                        .formatted(String.join(",", relations));
        return new HeldLocks(session, query, new TreeSet<>(session.column(query)));
    }

    /// The locks acquired since the last call, each reported once, as `public.orders: ACCESS
    /// EXCLUSIVE`.
    List<String> acquired() throws SQLException {
        return session.column(query).stream().filter(known::add).toList();
    }
}
