package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Both histories at one moment.
///
/// @param flyway the rows in the order in which they were written; empty: there is no such table
/// @param tool the tool's own table; empty: there is none, or it is left alone
public record HistorySnapshot(Optional<List<FlywayRow>> flyway, Optional<ToolHistoryTable> tool) {
    /// Whether neither speaks of any migration.
    public boolean isBlank(Source source) {
        boolean toolIsSilent =
                source.format()
                        .toolHistory()
                        .flatMap(toolHistory ->
                                tool.map(table -> toolHistory.entries(table.rows(), List.of())))
                        .filter(entries -> !entries.isEmpty())
                        .isEmpty();
        return flywayRows().isEmpty() && toolIsSilent;
    }

    /// Rows of Flyway's table that still count: what `repair` marked as deleted does not.
    List<FlywayRow> flywayRows() {
        List<FlywayRow> all = flyway.orElse(List.of());
        var rows = new ArrayList<FlywayRow>();
        for (FlywayRow row : all) {
            if (row.type().equals("DELETE")) {
                rows.removeIf(earlier ->
                        earlier.version().equals(row.version())
                                && (row.version().isPresent()
                                        || earlier.description().equals(row.description())));
            } else if (!row.type().equals("SCHEMA")) {
                rows.add(row);
            }
        }
        return rows;
    }
}
