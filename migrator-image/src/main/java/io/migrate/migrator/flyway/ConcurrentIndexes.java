package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.sql.ConcurrentIndex;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks after the indexes that a migration builds CONCURRENTLY. One that an earlier, unfinished
/// build left invalid is in the way of the next, or passes for it (`IF NOT EXISTS`); one that was
/// built, before its migration could be written down, is in the way too.
final class ConcurrentIndexes {
    private static final String PROBE = "pg_temp.migrate_probe";

    private final Session session;
    private final Logger log;

    ConcurrentIndexes(Session session, Logger log) {
        this.session = session;
        this.log = log;
    }

    /// Makes way for a migration. An invalid index of the name that it is about to give, on the
    /// same table, is dropped; one that somebody has under way is waited for.
    ///
    /// @return the index that is there already, and is not the one which the migration builds
    Optional<String> makeWay(Migration migration) throws SQLException {
        for (ConcurrentIndex index : ConcurrentIndex.in(migration.sql())) {
            dropInvalid(index);
            for (String name : named(index, "i.indisvalid")) {
                if (index.existing() == ConcurrentIndex.Existing.FAIL
                        && InterruptedMigrations.isSafeAgain(migration)) {
                    if (!isTheSame(index, name)) {
                        return Optional.of(name);
                    }
                    log.warn(
                            "index {} is there, just as {} builds it: an earlier run built it and"
                                    + " ended before that was written down",
                            name,
                            migration.name());
                }
            }
        }
        return Optional.empty();
    }

    private void dropInvalid(ConcurrentIndex index) throws SQLException {
        if (named(index, "NOT i.indisvalid").isEmpty()) {
            return;
        }
        // Builds hold this lock from beginning to end.
        session.run(
                "BEGIN; LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE; COMMIT"
                        .formatted(index.table()));
        for (String name : named(index, "NOT i.indisvalid")) {
            session.run("DROP INDEX CONCURRENTLY " + name);
            log.warn(
                    "index {} was left invalid by a build that did not end: it is dropped and built"
                            + " again",
                    name);
        }
    }

    /// Those that are invalid although the migration has run.
    List<String> invalid(Migration migration) throws SQLException {
        var names = new ArrayList<String>();
        for (ConcurrentIndex index : ConcurrentIndex.in(migration.sql())) {
            names.addAll(named(index, "NOT i.indisvalid"));
        }
        return names;
    }

    private List<String> named(ConcurrentIndex index, String condition) throws SQLException {
        return session.column(
                """
                SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE i.indrelid = to_regclass(%s) AND c.relname = %s AND %s\
                """
                        .formatted(
                                Session.literal(index.table()),
                                Session.literal(index.name()),
                                condition));
    }

    /// PostgreSQL itself spells both: the one that is there, and the like on an empty table of the
    /// same columns, which is gone again at once.
    private boolean isTheSame(ConcurrentIndex index, String name) throws SQLException {
        String definition =
                "SELECT indisunique || substring(pg_get_indexdef(indexrelid) FROM ' USING .*')"
                        + " FROM pg_catalog.pg_index WHERE ";
        List<String> there =
                session.column(
                        definition + "indexrelid = %s::regclass".formatted(Session.literal(name)));
        try {
            session.run(
                    "BEGIN; CREATE TEMPORARY TABLE migrate_probe (LIKE %s) ON COMMIT DROP; %s"
                            .formatted(index.table(), index.on(PROBE)));
            return session.column(definition + "indrelid = '%s'::regclass".formatted(PROBE))
                    .equals(there);
        } catch (SQLException _) {
            // What cannot be compared is not the same.
            return false;
        } finally {
            session.run("ROLLBACK");
        }
    }
}
