package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.ToolHistory;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// One correction that `repair` can make to the histories. Changes that a failed migration left in
/// the database are not undone.
///
/// @param migration whose rows are corrected
/// @param description the correction, for people
public record Repair(MigrationInfo migration, String description) {
    /// The corrections for all migrations that need one.
    public static List<Repair> of(List<MigrationInfo> migrations) {
        return migrations.stream()
                .flatMap(each -> description(each).map(text -> new Repair(each, text)).stream())
                .toList();
    }

    private static Optional<String> description(MigrationInfo migration) {
        Optional<String> correction =
                switch (migration.state()) {
                    case FAILED -> Optional.of("remove its failed row, so that it runs again");
                    case CHANGED -> Optional.of("accept the current file as the applied one");
                    case MISSING -> Optional.of("remove its row, because its file is missing");
                    case APPLIED, PENDING, OUT_OF_ORDER, FUTURE, BELOW_BASELINE -> Optional.empty();
                };
        return correction.map(text -> migration.name() + ": " + text);
    }

    /// Makes the correction, in the caller's transaction.
    public void apply(HistoryWriter writer, Source source) throws SQLException {
        Optional<ToolHistory> toolHistory = source.format().toolHistory();
        if (migration.flyway().isPresent()) {
            inFlyway(writer, migration.flyway().get());
        }
        if (migration.toolEntry().isPresent() && toolHistory.isPresent()) {
            writer.write(
                    inToolHistory(
                            toolHistory.get(), migration.toolEntry().get(), source.migrations()));
        }
    }

    private void inFlyway(HistoryWriter writer, FlywayRow row) throws SQLException {
        switch (migration.state()) {
            case FAILED -> {
                if (!row.success()) {
                    writer.delete(row);
                }
            }
            case CHANGED -> writer.updateChecksum(row, migration.migration().orElseThrow());
            case MISSING -> writer.markDeleted(row);
            case APPLIED, PENDING, OUT_OF_ORDER, FUTURE, BELOW_BASELINE -> {}
        }
    }

    /// If the migration failed in Flyway's table only, the tool's row says that it is applied.
    private List<ToolHistory.Write> inToolHistory(
            ToolHistory toolHistory, ToolHistory.Entry entry, List<Migration> migrations) {
        return switch (migration.state()) {
            case FAILED ->
                    entry.state() instanceof ToolHistory.State.Failed
                            ? toolHistory.delete(entry, migrations)
                            : List.of();
            case CHANGED -> toolHistory.updateHash(entry, migration.migration().orElseThrow());
            case MISSING -> toolHistory.delete(entry, migrations);
            case APPLIED, PENDING, OUT_OF_ORDER, FUTURE, BELOW_BASELINE -> List.of();
        };
    }
}
