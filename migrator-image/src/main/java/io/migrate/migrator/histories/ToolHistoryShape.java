package io.migrate.migrator.histories;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.formats.ToolHistory;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Tells a tool's table from another tool's of the same name: `schema_migrations` is
/// golang-migrate's, dbmate's and Rails'.
final class ToolHistoryShape {
    private ToolHistoryShape() {}

    /// What is wrong with it; empty if it is the tool's.
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
                        "the table %s is not the one that this tool writes: it has %s, and the tool's has %s."
                                .formatted(
                                        toolHistory.table(),
                                        words(table.columns()),
                                        words(toolHistory.columns())));
    }

    private static String words(Map<String, String> columns) {
        return new TreeMap<>(columns)
                .entrySet().stream()
                        .map(column ->
                                column.getKey() + " " + column.getValue().replace("|", " or "))
                        .collect(joining(", "));
    }
}
