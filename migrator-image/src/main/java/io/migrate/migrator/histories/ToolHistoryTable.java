package io.migrate.migrator.histories;

import java.util.List;
import java.util.Map;

/// A tool's history table, as it was read.
///
/// @param columns their names and PostgreSQL's names of their types
/// @param rows column to text, without columns that are null; in insertion order, if they have a
///   numeric id
public record ToolHistoryTable(Map<String, String> columns, List<Map<String, String>> rows) {
    /// The most that a long always holds.
    private static final int MAX_DIGITS = 18;

    /// Copies what may change.
    public ToolHistoryTable {
        columns = Map.copyOf(columns);
        rows =
                rows.stream()
                        .map(row -> new Numbered(number(row), row))
                        .sorted((one, other) -> Long.compare(one.number(), other.number()))
                        .map(Numbered::row)
                        .toList();
    }

    private static long number(Map<String, String> row) {
        String id = row.getOrDefault("id", "");
        boolean isNumber =
                !id.isEmpty()
                        && id.length() <= MAX_DIGITS
                        && id.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? Long.parseLong(id) : 0;
    }

    /// A row with its id.
    private record Numbered(long number, Map<String, String> row) {}
}
