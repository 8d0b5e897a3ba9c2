package io.migrate.migrator.histories;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.formats.ToolHistory;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Recognizes a tool's table by its columns: golang-migrate, dbmate and Rails all use the name
/// `schema_migrations`.
final class ToolHistoryShape {
    private ToolHistoryShape() {}

    /// The error if the table belongs to another tool.
    static Optional<String> mismatch(ToolHistory toolHistory, ToolHistoryTable table) {
        boolean fits =
                toolHistory.columns().entrySet().stream()
                        .allMatch(column ->
                                table.columns()
                                        .getOrDefault(column.getKey(), "")
                                        .matches(column.getValue()));
        return fits
                ? Optional.empty()
                : Optional.of(
                        "the table %s is not the history of this tool: it has the columns %s, but %s are expected."
                                .formatted(
                                        toolHistory.table(),
                                        text(table.columns()),
                                        text(toolHistory.columns())));
    }

    private static String text(Map<String, String> columns) {
        return new TreeMap<>(columns)
                .entrySet().stream()
                        .map(column ->
                                column.getKey() + " " + column.getValue().replace("|", " or "))
                        .collect(joining(", "));
    }
}
