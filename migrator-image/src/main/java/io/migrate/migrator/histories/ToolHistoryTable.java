package io.migrate.migrator.histories;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A tool's history table, as it was read.
///
/// @param columns their names and PostgreSQL's names of their types
/// @param rows column to text, without columns that are null; in insertion order, if they have a
///   numeric id
public record ToolHistoryTable(Map<String, String> columns, List<Map<String, String>> rows) {
    /// Copies what may change.
    public ToolHistoryTable {
        columns = Map.copyOf(columns);
        rows = rows.stream().sorted(Comparator.comparingLong(ToolHistoryTable::number)).toList();
    }

    private static long number(Map<String, String> row) {
        String id = row.getOrDefault("id", "");
        return id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }
}
