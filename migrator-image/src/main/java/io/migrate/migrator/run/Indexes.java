package io.migrate.migrator.run;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.sql.ConcurrentIndex;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Looks after the indexes that a migration builds CONCURRENTLY: one that an earlier, unfinished
/// build left invalid is in the way of the next, or passes for it (`IF NOT EXISTS`).
final class Indexes {
    private final Session session;
    private final Logger log;

    Indexes(Session session, Logger log) {
        this.session = session;
        this.log = log;
    }

    /// Drops those that are invalid, have the name that the migration is about to give, and stand
    /// on the same table. A build that somebody has under way is waited for.
    void dropInvalid(Migration migration) throws SQLException {
        for (ConcurrentIndex index : ConcurrentIndex.in(Ways.sql(migration))) {
            if (invalid(index).isEmpty()) {
                continue;
            }
            // Builds hold this lock from beginning to end.
            session.run(
                    "BEGIN; LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE; COMMIT"
                            .formatted(index.table()));
            for (String name : invalid(index)) {
                session.run("DROP INDEX CONCURRENTLY " + name);
                log.warn(
                        "index {} was left invalid by a build that did not end: it is dropped and"
                                + " built again",
                        name);
            }
        }
    }

    /// Those that are invalid although the migration has run.
    List<String> invalid(Migration migration) throws SQLException {
        var names = new ArrayList<String>();
        for (ConcurrentIndex index : ConcurrentIndex.in(Ways.sql(migration))) {
            names.addAll(invalid(index));
        }
        return names;
    }

    private List<String> invalid(ConcurrentIndex index) throws SQLException {
        return session.column(
                """
                SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE i.indrelid = to_regclass(%s) AND c.relname = %s AND NOT i.indisvalid\
                """
                        .formatted(Session.literal(index.table()), Session.literal(index.name())));
    }
}
