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

/// A tool can be told to keep its history in a table of another name. To somebody who does not know
/// that, a database in use looks like a new one, and everything would be run again.
public final class RenamedHistories {
    /// A name or a hash is proof; so is a number that nobody has by chance.
    private static final int LONG = 8;

    private RenamedHistories() {}

    /// How a run ends that found a table elsewhere whose rows speak of this folder.
    public static Optional<Outcome> of(
            Source source, ToolHistory toolHistory, Session session, Tables tables)
            throws SQLException {
        Tables.Table own = tables.tool().orElseThrow();
        for (String name : candidates(toolHistory, session)) {
            List<String> parts = List.of(name.split("\n", 2));
            var table = new Tables.Table(parts.getFirst(), parts.getLast());
            if (table.equals(own)) {
                continue;
            }
            List<MigrationInfo> told =
                    Planner.compare(
                                    source,
                                    session.look(new Tables(tables.flyway(), Optional.of(table))),
                                    Planner.Upkeep.UNTOUCHED)
                            .migrations()
                            .stream()
                            .filter(line -> line.toolEntry().isPresent())
                            .toList();
            if (told.stream().anyMatch(RenamedHistories::isProof)) {
                return Optional.of(found(own, table, ""));
            }
            if (table.schema().equals(own.schema()) && isAllOfThisFolder(told)) {
                return Optional.of(
                        found(
                                own,
                                table,
                                " If it is the history of something else, set MIGRATE_TOOL_HISTORY_TABLE=%s."
                                        .formatted(own.name())));
            }
        }
        return Optional.empty();
    }

    private static Outcome found(Tables.Table own, Tables.Table table, String otherwise) {
        return new Outcome.Failed(
                ExitCode.HISTORY_MISMATCH,
                "there is no history in %s, but %s holds rows of these migrations."
                        .formatted(own, table),
                "Set MIGRATE_TOOL_HISTORY_SCHEMA=%s and MIGRATE_TOOL_HISTORY_TABLE=%s."
                                .formatted(table.schema(), table.name())
                        + otherwise);
    }

    private static boolean isProof(MigrationInfo line) {
        return line.migration().isPresent()
                && line.toolEntry()
                        .filter(entry ->
                                entry.name().isPresent()
                                        || entry.hash().isPresent()
                                        || entry.number()
                                                .filter(n -> n.text().length() >= LONG)
                                                .isPresent())
                        .isPresent();
    }

    /// Short numbers may be anybody's; less so in the schema where the tool would have its table.
    private static boolean isAllOfThisFolder(List<MigrationInfo> told) {
        return !told.isEmpty() && told.stream().allMatch(line -> line.migration().isPresent());
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
