package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Tables;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Finds the privileges on the histories that the session lacks.
final class HistoryGrants {
    private HistoryGrants() {}

    /// Returns the GRANT statements for the owner to run; empty if no privilege is missing.
    static List<String> missing(Session session, Tables tables) throws SQLException {
        var grants = new ArrayList<String>(missing(session, tables.flyway(), "INSERT"));
        if (tables.tool().isPresent()) {
            grants.addAll(missing(session, tables.tool().get(), "INSERT"));
        }
        return grants.stream().distinct().toList();
    }

    private static List<String> missing(Session session, Tables.Table table, String right)
            throws SQLException {
        String schema = Tables.literal(table.schema());
        // CASE, because PostgreSQL 14 fails when asked for privileges on other relations.
        return session.column(
                """
                WITH s AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %1$s),
                t AS (SELECT c.oid FROM pg_catalog.pg_class c JOIN s ON c.relnamespace = s.oid
                    WHERE c.relname = %2$s)
                SELECT format('GRANT CREATE ON DATABASE %%I TO %%I;', current_database(), current_user)
                WHERE NOT EXISTS (SELECT FROM s)
                    AND NOT has_database_privilege(current_database(), 'CREATE')
                UNION ALL
                SELECT format('GRANT USAGE, CREATE ON SCHEMA %%I TO %%I;', %1$s, current_user)
                FROM s WHERE NOT has_schema_privilege(s.oid, 'USAGE')
                    OR (NOT EXISTS (SELECT FROM t) AND NOT has_schema_privilege(s.oid, 'CREATE'))
                UNION ALL
                SELECT format('GRANT SELECT, INSERT ON %%I.%%I TO %%I;', %1$s, %2$s, current_user)
                FROM t WHERE NOT (has_table_privilege(t.oid, 'SELECT')
                    AND has_table_privilege(t.oid, '%3$s'))
                UNION ALL
                SELECT format('GRANT USAGE ON SEQUENCE %%s TO %%I;', d.objid::regclass, current_user)
                FROM t JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid AND d.deptype IN ('a', 'i')
                JOIN pg_catalog.pg_class q ON q.oid = d.objid
                WHERE CASE WHEN q.relkind = 'S' THEN NOT has_sequence_privilege(d.objid, 'USAGE')
                    ELSE false END\
                """
                        .formatted(schema, Tables.literal(table.name()), right));
    }
}
