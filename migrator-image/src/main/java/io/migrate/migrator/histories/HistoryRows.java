package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The statements that record a migration in both histories, as SQL text: they travel in the
/// message that runs the migration. Names are schema-qualified and do not depend on the search
/// path.
///
/// @param tables those that are written
/// @param toolHistory how [Tables#tool()] is written; empty if it is not
/// @param columns of the tool's table as it is
public record HistoryRows(
        Tables tables, Optional<ToolHistory> toolHistory, Map<String, String> columns) {
    /// The row of a migration in Flyway's table. Its rank is decided before it runs: if another
    /// session has written a row in the meantime, the primary key rejects this one, and the
    /// migration is rolled back with it.
    ///
    /// @param rank the primary key
    /// @param version empty for a repeatable migration
    /// @param type `SQL`, or another type of Flyway
    /// @param checksum empty where Flyway has none
    public record Row(
            int rank,
            Optional<String> version,
            String description,
            String type,
            String script,
            Optional<Integer> checksum) {
        /// The row of a migration of a tool other than Flyway.
        public static Row of(Plan.Step step, int rank) {
            Migration migration = step.migration();
            return new Row(
                    rank,
                    Optional.of(step.version().text()),
                    migration.description(),
                    "SQL",
                    migration.script(),
                    Optional.of(migration.checksum()));
        }
    }

    /// Records a migration as applied.
    ///
    /// @param millis its execution time, an SQL expression
    public List<String> applied(Row row, Migration migration, String millis) {
        return with(
                insert(row, millis, "true"), toolHistory.map(it -> it.insert(migration, columns)));
    }

    /// Records that a migration begins that runs outside a transaction.
    public List<String> begun(Row row, Migration migration) {
        return with(failed(row), toolHistory.map(it -> it.begin(migration, columns)));
    }

    /// Records that a migration for which [#begun] was recorded is applied.
    ///
    /// @param millis its execution time, an SQL expression
    public List<String> completed(Row row, Migration migration, String millis) {
        return with(
                "UPDATE %s SET success = true, execution_time = %s WHERE installed_rank = %d"
                        .formatted(tables.flyway().quoted(), millis, row.rank()),
                toolHistory.map(it -> it.complete(migration, columns)));
    }

    /// Records in Flyway's table that a migration failed and may have left changes behind.
    public String failed(Row row) {
        return insert(row, "0", "false");
    }

    /// The query for the rank of the next row.
    public String nextRank() {
        return "SELECT coalesce(max(installed_rank), 0) + 1 FROM " + tables.flyway().quoted();
    }

    /// The query that returns a value if there is a row of that rank.
    public String exists(Row row) {
        return "SELECT script FROM %s WHERE installed_rank = %d"
                .formatted(tables.flyway().quoted(), row.rank());
    }

    /// Removes the row that [#failed] or [#begun] wrote.
    public String forgotten(Row row) {
        return "DELETE FROM %s WHERE installed_rank = %d AND NOT success"
                .formatted(tables.flyway().quoted(), row.rank());
    }

    private String insert(Row row, String millis, String success) {
        return """
        INSERT INTO %s (installed_rank, version, description, type, script, checksum, installed_by,
            execution_time, success)
        VALUES (%d, %s, %s, %s, %s, %s, current_user, %s, %s)\
        """
                .formatted(
                        tables.flyway().quoted(),
                        row.rank(),
                        row.version().map(Tables::literal).orElse("NULL"),
                        Tables.literal(AbbreviatedColumns.description(row.description())),
                        Tables.literal(row.type()),
                        Tables.literal(AbbreviatedColumns.script(row.script())),
                        row.checksum().map(String::valueOf).orElse("NULL"),
                        millis,
                        success);
    }

    private List<String> with(String flyway, Optional<List<ToolHistory.Write>> tool) {
        var statements = new ArrayList<String>();
        statements.add(flyway);
        for (ToolHistory.Write write : tool.orElse(List.of())) {
            statements.add(text(write, tables.tool().orElseThrow()));
        }
        return statements;
    }

    /// A statement with its table and its parameters.
    static String text(ToolHistory.Write write, Tables.Table table) {
        var text = new StringBuilder();
        String[] pieces = write.sql().split("\\?", -1);
        for (int i = 0; i < pieces.length; i++) {
            text.append(i == 0 ? "" : Tables.literal(write.parameters().get(i - 1)));
            text.append(pieces[i].formatted(table.quoted()));
        }
        return text.toString();
    }
}
