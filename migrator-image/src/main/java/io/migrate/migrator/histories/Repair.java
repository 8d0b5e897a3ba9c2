package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thing that `repair` can do about a line whose problem is in the histories. What a migration
/// left in the database it cannot undo.
///
/// @param line what is wrong
/// @param words what is done about it, for people
public record Repair(MigrationInfo line, String words) {
    /// What can be done about all lines.
    public static List<Repair> of(List<MigrationInfo> lines) {
        var fixes = new ArrayList<Repair>();
        for (MigrationInfo line : lines) {
            words(line).map(words -> new Repair(line, words)).ifPresent(fixes::add);
        }
        return fixes;
    }

    private static Optional<String> words(MigrationInfo line) {
        return switch (line.state()) {
            case FAILED ->
                    Optional.of(
                            "%s: forget that it failed, so that it is run again"
                                    .formatted(line.name()));
            case CHANGED ->
                    Optional.of(
                            "%s: take the file as it is now for what was applied"
                                    .formatted(line.name()));
            case MISSING ->
                    Optional.of(
                            "%s: forget that it was applied, as it has no file"
                                    .formatted(line.name()));
            case APPLIED, PENDING, OUT_OF_ORDER, NEWER, IN_BASELINE -> Optional.empty();
        };
    }

    /// Does it, in the caller's transaction.
    public void apply(HistoryWriter writer, Source source) throws SQLException {
        Optional<ToolHistory> toolHistory = source.format().toolHistory();
        if (line.flyway().isPresent()) {
            inFlyway(writer, line.flyway().get());
        }
        if (line.toolEntry().isPresent() && toolHistory.isPresent()) {
            writer.write(
                    inToolHistory(toolHistory.get(), line.toolEntry().get(), source.migrations()));
        }
    }

    private void inFlyway(HistoryWriter writer, FlywayRow row) throws SQLException {
        switch (line.state()) {
            case FAILED -> {
                if (!row.success()) {
                    writer.delete(row);
                }
            }
            case CHANGED -> writer.accept(row, line.migration().orElseThrow());
            case MISSING -> writer.markDeleted(row);
            case APPLIED, PENDING, OUT_OF_ORDER, NEWER, IN_BASELINE -> {}
        }
    }

    /// A row whose migration failed in Flyway's table only is a row of one that is applied.
    private List<ToolHistory.Write> inToolHistory(
            ToolHistory toolHistory, ToolHistory.Entry entry, List<Migration> migrations) {
        return switch (line.state()) {
            case FAILED ->
                    entry.state() instanceof ToolHistory.State.Failed
                            ? toolHistory.forget(entry, migrations)
                            : List.of();
            case CHANGED -> toolHistory.accept(entry, line.migration().orElseThrow());
            case MISSING -> toolHistory.forget(entry, migrations);
            case APPLIED, PENDING, OUT_OF_ORDER, NEWER, IN_BASELINE -> List.of();
        };
    }
}
