package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;

import java.util.List;
import java.util.Optional;

/// Both histories as one statement saw them.
///
/// @param flyway the rows of Flyway's table in insertion order; empty: the table does not exist
/// @param tool the tool's history; empty: it does not exist, or is ignored
public record HistorySnapshot(Optional<List<FlywayRow>> flyway, Optional<ToolHistoryTable> tool) {
    /// Returns whether neither has a migration.
    public boolean isBlank(Source source) {
        boolean isToolHistoryBlank =
                source.format()
                        .toolHistory()
                        .flatMap(toolHistory ->
                                tool.map(table -> toolHistory.entries(table.rows(), List.of())))
                        .filter(entries -> !entries.isEmpty())
                        .isEmpty();
        return liveRows() instanceof LiveRows.Valid(List<FlywayRow> rows)
                && rows.isEmpty()
                && isToolHistoryBlank;
    }

    /// The rows of Flyway's table that record files of SQL.
    public List<FlywayRow> scripts() {
        List<FlywayRow> rows =
                liveRows() instanceof LiveRows.Valid(List<FlywayRow> live)
                        ? live
                        : flyway.orElse(List.of());
        return rows.stream().filter(row -> row.type() == RowType.Applied.SQL).toList();
    }

    /// The highest rank in Flyway's table; 0 if it has no rows.
    public int lastRank() {
        return flyway.orElse(List.of()).stream()
                .mapToInt(row -> row.installed().rank())
                .max()
                .orElse(0);
    }

    /// The rows of Flyway's table that count.
    LiveRows liveRows() {
        return LiveRows.of(flyway.orElse(List.of()));
    }
}
