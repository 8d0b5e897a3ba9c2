package io.migrate.migrator.plan;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.histories.Tables;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The tables of a database that have the columns of a history, found in one query.
///
/// @param tables other than those of the run: those of the search path first, then by schema
/// @param isInUse whether the current schema holds relations that are neither histories nor belong
///   to an extension
record HistoryCandidates(List<Candidate> tables, boolean isInUse) {
    private static final List<String> FLYWAY =
            List.of(
                    "installed_rank",
                    "version",
                    "description",
                    "type",
                    "script",
                    "checksum",
                    "installed_by",
                    "installed_on",
                    "execution_time",
                    "success");

    /// Whose columns a table has.
    enum Kind {
        FLYWAY,
        TOOL
    }

    /// One table.
    ///
    /// @param isReadable whether the role may read it
    /// @param isOnPath whether its schema is in the search path
    /// @param isApart whether its schema holds nothing but histories
    record Candidate(
            Kind kind, Tables.Table table, boolean isReadable, boolean isOnPath, boolean isApart) {}

    static HistoryCandidates of(Session session, Optional<ToolHistory> tool, HistoryTables own)
            throws SQLException {
        Collection<String> columns =
                tool.map(history -> new TreeSet<>(history.columns().keySet()))
                        .orElse(new TreeSet<>());
        var candidates = new ArrayList<Candidate>();
        boolean isInUse = false;
        for (String row : session.column(query(columns, own))) {
            List<String> fields = List.of(row.split("\n", -1));
            if (fields.size() == 1) {
                isInUse = true;
                continue;
            }
            var candidate =
                    new Candidate(
                            Kind.valueOf(fields.get(0)),
                            new Tables.Table(fields.get(4), fields.get(5)),
                            fields.get(1).equals("true"),
                            fields.get(2).equals("true"),
                            fields.get(3).equals("true"));
            if (!candidate.table().equals(own.tables().flyway())
                    && own.tables().tool().filter(candidate.table()::equals).isEmpty()) {
                candidates.add(candidate);
            }
        }
        return new HistoryCandidates(List.copyOf(candidates), isInUse);
    }

    /// A tool whose history has a single column is recognized by the name of the table too.
    private static String query(Collection<String> tool, HistoryTables own) {
        return """
        WITH shaped AS (
            SELECT a.attrelid AS oid, count(*) FILTER (WHERE a.attname IN (%1$s)) = %2$d AS flyway,
                count(*) FILTER (WHERE a.attname IN (%3$s)) = %4$d AS tool
            FROM pg_catalog.pg_attribute a
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attname IN (%1$s, %3$s) GROUP BY 1),
        history AS (
            SELECT s.*, c.relname, n.oid AS schema, n.nspname FROM shaped s
            JOIN pg_catalog.pg_class c USING (oid)
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'
                AND (s.flyway OR s.tool AND %4$d > 0
                    AND (%4$d > 1 OR c.relname LIKE '%%migration%%' OR c.relname = %5$s))),
        relation AS (
            SELECT c.relnamespace FROM pg_catalog.pg_class c
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid NOT IN (SELECT oid FROM history)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
                    AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e'))
        (SELECT concat_ws(chr(10), CASE WHEN flyway THEN 'FLYWAY' ELSE 'TOOL' END,
            has_table_privilege(oid, 'SELECT')::text,
            (nspname = ANY (pg_catalog.current_schemas(false)))::text,
            (schema NOT IN (SELECT relnamespace FROM relation))::text, nspname, relname)
        FROM history WHERE has_schema_privilege(schema, 'USAGE')
        ORDER BY array_position(pg_catalog.current_schemas(false), nspname), nspname, relname)
        UNION ALL
        SELECT 'in use' WHERE EXISTS (SELECT FROM relation r JOIN pg_catalog.pg_namespace n
            ON n.oid = r.relnamespace WHERE n.nspname = %6$s)\
        """
                .formatted(
                        literals(FLYWAY),
                        FLYWAY.size(),
                        tool.isEmpty() ? "NULL" : literals(tool),
                        tool.size(),
                        Tables.literal(own.tables().tool().map(Tables.Table::name).orElse("")),
                        Tables.literal(own.current().name()));
    }

    private static String literals(Collection<String> names) {
        return names.stream().map(Tables::literal).collect(joining(", "));
    }
}
