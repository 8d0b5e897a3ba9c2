package io.migrate.migrator;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Everything that migrations leave in a database, without the histories: the catalog as PostgreSQL
/// spells it, and a hash of each table's rows. Two databases with the same lines are the same.
final class Fingerprint {
    /// Each gives lines; `%s` is what tells our objects from those of the system and the histories.
    private static final List<String> QUERIES =
            List.of(
                    "SELECT 'schema', nspname, nspacl::text FROM pg_namespace n WHERE %s",
                    """
                    SELECT 'relation', c.oid::regclass, relkind, relpersistence, relrowsecurity,
                        reloptions::text, regexp_replace(relacl::text, '\\mt\\d+', 'owner', 'g'),
                        pg_get_expr(relpartbound, c.oid), pg_get_partkeydef(c.oid)
                    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                    WHERE relkind <> 't' AND %s\
                    """,
                    """
                    SELECT 'column', c.oid::regclass, attnum, attname,
                        format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
                        pg_get_expr(adbin, adrelid), regexp_replace(attacl::text, '\\mt\\d+', 'owner', 'g')
                    FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
                    JOIN pg_namespace n ON n.oid = relnamespace
                    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                    WHERE attnum > 0 AND NOT attisdropped AND relkind <> 't' AND %s\
                    """,
                    """
                    SELECT 'constraint', conname, conrelid::regclass, pg_get_constraintdef(o.oid),
                        convalidated
                    FROM pg_constraint o JOIN pg_namespace n ON n.oid = connamespace
                    LEFT JOIN pg_class c ON c.oid = conrelid WHERE %s\
                    """,
                    """
                    SELECT 'index', pg_get_indexdef(indexrelid), indisvalid, indisready
                    FROM pg_index JOIN pg_class c ON c.oid = indrelid
                    JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind <> 't' AND %s\
                    """,
                    """
                    SELECT 'function', p.oid::regprocedure,
                        CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) END, prosrc
                    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace, pg_class c
                    WHERE c.oid = 'pg_class'::regclass AND %s\
                    """,
                    """
                    SELECT 'trigger', pg_get_triggerdef(t.oid), tgenabled FROM pg_trigger t
                    JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
                    WHERE NOT tgisinternal AND %s\
                    """,
                    """
                    SELECT 'type', t.oid::regtype, typtype, typcategory, format_type(typbasetype, null),
                        (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum
                            WHERE enumtypid = t.oid)
                    FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
                    LEFT JOIN pg_class c ON c.oid = typrelid
                    WHERE typcategory <> 'A' AND (c.oid IS NULL OR relkind <> 't') AND %s\
                    """,
                    """
                    SELECT 'rule', pg_get_ruledef(r.oid) FROM pg_rewrite r
                    JOIN pg_class c ON c.oid = ev_class JOIN pg_namespace n ON n.oid = relnamespace
                    WHERE %s\
                    """,
                    """
                    SELECT 'policy', polname, polcmd, polpermissive, pg_get_expr(polqual, polrelid),
                        pg_get_expr(polwithcheck, polrelid)
                    FROM pg_policy JOIN pg_class c ON c.oid = polrelid
                    JOIN pg_namespace n ON n.oid = relnamespace WHERE %s\
                    """,
                    """
                    SELECT 'comment', description FROM pg_description d
                    JOIN pg_class c ON c.oid = objoid JOIN pg_namespace n ON n.oid = relnamespace
                    WHERE classoid = 'pg_class'::regclass AND %s\
                    """,
                    """
                    SELECT 'sequence', schemaname, sequencename, start_value, increment_by, last_value
                    FROM pg_sequences s JOIN pg_namespace n ON n.nspname = schemaname
                    JOIN pg_class c ON c.relname = sequencename AND c.relnamespace = n.oid WHERE %s\
                    """,
                    "SELECT 'extension', extname FROM pg_extension",
                    "SELECT 'operator', oprname, oprleft::regtype, oprright::regtype FROM"
                        + " pg_operator o JOIN pg_namespace n ON n.oid = oprnamespace, pg_class c"
                        + " WHERE c.oid = 'pg_class'::regclass AND %s",
                    "SELECT 'cast', castsource::regtype, casttarget::regtype, castcontext FROM"
                            + " pg_cast WHERE oid > 16384",
                    "SELECT 'statistics', pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s",
                    "SELECT 'default privileges', defaclobjtype, regexp_replace(defaclacl::text,"
                            + " '\\mt\\d+', 'owner', 'g') FROM pg_default_acl");

    private static final String OURS = "n.nspname !~ '^(pg_|information_schema$|drizzle$)'";
    private static final String NO_HISTORY =
            " AND coalesce(c.relname, '') !~"
                + " '^(flyway_schema_history|_prisma_migrations|schema_migrations|goose_db_version)'";

    private Fingerprint() {}

    static List<String> of(Postgres database) throws SQLException {
        var lines = new ArrayList<String>();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = ''");
            for (String query : QUERIES) {
                String where = query.contains("'schema'") ? OURS : OURS + NO_HISTORY;
                lines.addAll(lines(statement, query.replace("%s", where)));
            }
            for (String table :
                    lines(
                            statement,
                            "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid ="
                                    + " relnamespace WHERE relkind IN ('r', 'm') AND "
                                    + OURS
                                    + NO_HISTORY)) {
                lines.addAll(
                        lines(
                                statement,
                                "SELECT 'rows', '%s', count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM %s t"
                                        .formatted(table.replace("'", "''"), table)));
            }
        }
        return lines.stream().map(line -> line.replace(database.name(), "owner")).sorted().toList();
    }

    private static List<String> lines(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(rows.getString(i)));
                }
                lines.add(String.join("|", cells));
            }
            return lines;
        }
    }
}
