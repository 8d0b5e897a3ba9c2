package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.histories.Tables;

import java.sql.SQLException;
import java.util.List;

/// Finds roles that cannot use the objects that a run created. A role is assumed to need on them
/// what it has on most of the older objects of the schema: a role that only reads those is never
/// offered more.
///
/// @param before OIDs of the relations before the run
public record MissingGrants(List<String> before) {
    private static final String RELATIONS =
            """
            SELECT c.oid FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                AND n.nspname !~ '^(pg_|information_schema$)'\
            """;

    /// What other roles usually have: on most of the older relations of the schema and kind on
    /// which they have anything. In a schema without older relations, a role that may use it gets
    /// what it usually has elsewhere, or is assumed to read only. Sequences go with INSERT.
    private static final String USUAL =
            """
            held AS (SELECT oid, relnamespace, seq, a.grantee, a.privilege_type AS p
                FROM relation, aclexplode(relacl) a WHERE old AND a.grantee <> relowner),
            usual AS (
                SELECT relnamespace, seq, grantee, p FROM held
                JOIN (SELECT relnamespace, seq, grantee, count(DISTINCT oid) AS total
                    FROM held GROUP BY 1, 2, 3) t USING (relnamespace, seq, grantee)
                GROUP BY 1, 2, 3, 4, total HAVING 2 * count(DISTINCT oid) > total),
            elsewhere AS (
                SELECT seq, grantee, p FROM held
                JOIN (SELECT seq, grantee, count(DISTINCT oid) AS total
                    FROM held GROUP BY 1, 2) t USING (seq, grantee)
                GROUP BY 1, 2, 3, total HAVING 2 * count(DISTINCT oid) > total),
            fresh AS (
                SELECT s.oid AS relnamespace, a.grantee
                FROM pg_catalog.pg_namespace s, aclexplode(s.nspacl) a
                WHERE a.privilege_type = 'USAGE' AND a.grantee <> s.nspowner
                    AND NOT EXISTS (SELECT FROM relation WHERE old AND relnamespace = s.oid)),
            direct AS (
                SELECT * FROM usual
                UNION SELECT relnamespace, seq, grantee, p FROM fresh JOIN elsewhere USING (grantee)
                UNION SELECT relnamespace, false, grantee, 'SELECT' FROM fresh
                WHERE NOT EXISTS (SELECT FROM elsewhere e
                    WHERE e.grantee = fresh.grantee AND NOT e.seq)),
            given AS (SELECT * FROM direct
                UNION SELECT relnamespace, true, grantee, 'USAGE' FROM direct
                WHERE NOT seq AND p = 'INSERT')\
            """;

    /// Lists the relations before a run.
    public static MissingGrants before(Session session) throws SQLException {
        return new MissingGrants(session.column(RELATIONS));
    }

    /// Returns the GRANT statements that are missing.
    public List<String> lacking(Session session, Tables tables) throws SQLException {
        String histories =
                "SELECT to_regclass(%s)::oid UNION SELECT to_regclass(%s)::oid"
                        .formatted(
                                Tables.literal(tables.flyway().quoted()),
                                Tables.literal(tables.tool().orElse(tables.flyway()).quoted()));
        return session.column(
                query(
                        String.join(",", before),
                        "SELECT h FROM (%s) t(h) WHERE h IS NOT NULL".formatted(histories)));
    }

    /// Sequences of identity columns need no privileges.
    private static String query(String before, String histories) {
        return """
        WITH relation AS (
            SELECT c.oid, c.relnamespace, c.relowner, c.relacl, c.relkind = 'S' AS seq,
                c.oid = ANY ('{%1$s}'::oid[]) AS old
            FROM pg_catalog.pg_class c WHERE c.oid IN (%3$s) AND c.oid NOT IN (%2$s)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
                    AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('i', 'e'))),
        %4$s,
        lacking AS (
            SELECT r.oid, r.seq, r.relnamespace, r.relowner, g.grantee,
                string_agg(g.p, ', ' ORDER BY array_position(
                    '{SELECT,INSERT,UPDATE,DELETE,USAGE}', g.p)) AS p
            FROM relation r JOIN given g USING (relnamespace, seq)
            JOIN pg_catalog.pg_roles role ON role.oid = g.grantee
            WHERE NOT r.old AND NOT role.rolsuper AND role.rolname !~ '^pg_'
                AND pg_has_role(current_user, r.relowner, 'USAGE')
                AND NOT pg_has_role(g.grantee, r.relowner, 'USAGE')
                AND CASE WHEN r.seq
                    THEN g.p IN ('USAGE', 'SELECT')
                        AND NOT has_sequence_privilege(g.grantee, r.oid, g.p)
                    ELSE g.p IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
                        AND NOT has_table_privilege(g.grantee, r.oid, g.p) END
            GROUP BY 1, 2, 3, 4, 5)
        SELECT format('GRANT %%s ON %%s %%s TO %%s; ALTER DEFAULT PRIVILEGES FOR ROLE %%s IN SCHEMA'
                || ' %%s GRANT %%s ON %%s TO %%s;', p, CASE WHEN seq THEN 'SEQUENCE' ELSE 'TABLE' END,
            (SELECT string_agg(format('%%I.%%I', n.nspname, c.relname), ', ' ORDER BY c.relname)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
                ON n.oid = c.relnamespace WHERE c.oid = ANY (array_agg(lacking.oid))),
            grantee::regrole, relowner::regrole, relnamespace::regnamespace, p,
            CASE WHEN seq THEN 'SEQUENCES' ELSE 'TABLES' END, grantee::regrole)
        FROM lacking GROUP BY grantee, relowner, relnamespace, seq, p
        ORDER BY grantee::regrole::text, relnamespace::regnamespace::text, seq, p\
        """
                .formatted(before, histories, RELATIONS, USUAL);
    }
}
