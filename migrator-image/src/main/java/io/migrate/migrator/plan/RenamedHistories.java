package io.migrate.migrator.plan;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.histories.MigrationInfo;
import io.migrate.migrator.histories.Planner;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Detects a tool history under a name that is not configured. Without this check a database in use
/// would look empty, and all migrations would run again.
public final class RenamedHistories {
    /// Numbers of this length or longer, such as timestamps, do not match by chance.
    private static final int PROVING_DIGITS = 8;

    private RenamedHistories() {}

    /// The outcome of a run that finds another table with rows for this folder; empty if there is
    /// none.
    public static Optional<Outcome> of(
            Source source, ToolHistory toolHistory, Session session, Tables tables)
            throws SQLException {
        Tables.Table expected = tables.tool().orElseThrow();
        for (String name : candidates(toolHistory, session)) {
            List<String> parts = List.of(name.split("\n", 2));
            var table = new Tables.Table(parts.getFirst(), parts.getLast());
            if (table.equals(expected)) {
                continue;
            }
            List<MigrationInfo> entries =
                    Planner.compare(
                                    source,
                                    session.readHistories(
                                            new Tables(tables.flyway(), Optional.of(table))),
                                    Planner.Upkeep.UNTOUCHED)
                            .migrations()
                            .stream()
                            .filter(line -> line.toolEntry().isPresent())
                            .toList();
            if (entries.stream().anyMatch(RenamedHistories::isProof)) {
                return Optional.of(found(expected, table, ""));
            }
            if (table.schema().equals(expected.schema()) && isAllOfThisFolder(entries)) {
                return Optional.of(
                        found(
                                expected,
                                table,
                                " If it is the history of another folder, set MIGRATE_TOOL_HISTORY_TABLE=%s."
                                        .formatted(expected.name())));
            }
        }
        return Optional.empty();
    }

    private static Outcome found(Tables.Table expected, Tables.Table table, String alternative) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "there is no history in %s, but %s contains rows for these migrations."
                        .formatted(expected, table),
                "Set MIGRATE_TOOL_HISTORY_SCHEMA=%s and MIGRATE_TOOL_HISTORY_TABLE=%s."
                                .formatted(table.schema(), table.name())
                        + alternative);
    }

    private static boolean isProof(MigrationInfo line) {
        return line.migration().isPresent()
                && line.toolEntry()
                        .filter(entry ->
                                entry.name().isPresent()
                                        || entry.hash().isPresent()
                                        || entry.number()
                                                .filter(n -> n.text().length() >= PROVING_DIGITS)
                                                .isPresent())
                        .isPresent();
    }

    /// Short numbers may match by chance; that all of them match in the schema of the expected
    /// table is unlikely.
    private static boolean isAllOfThisFolder(List<MigrationInfo> entries) {
        return !entries.isEmpty()
                && entries.stream().allMatch(line -> line.migration().isPresent());
    }

    private static List<String> candidates(ToolHistory toolHistory, Session session)
            throws SQLException {
        var columns = new TreeSet<>(toolHistory.columns().keySet());
        return session.column(
                """
                SELECT n.nspname || chr(10) || c.relname FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'
                    AND has_schema_privilege(n.oid, 'USAGE')
                    AND has_table_privilege(c.oid, 'SELECT')
                    AND (%1$d > 1 OR c.relname LIKE '%%migration%%')
                    AND %1$d = (SELECT count(*) FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = c.oid AND NOT a.attisdropped
                        AND a.attname IN ('%2$s'))
                ORDER BY 1\
                """
                        .formatted(columns.size(), String.join("', '", columns)));
    }
}
