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
/// @param correction what is done with them
public record Repair(MigrationInfo migration, Correction correction) {
    /// The kinds of corrections.
    public enum Correction {
        /// The failed rows are removed.
        RUN_AGAIN("remove its failed row, so that it runs again"),
        /// The failed rows are set to applied.
        COMPLETE("record it as applied, because you completed it by hand"),
        /// The rows get the checksum or hash of the file.
        ACCEPT_FILE("accept the current file as the applied one"),
        /// The rows of a migration without a file are removed.
        REMOVE("remove its row, because its file is missing");

        private final String description;

        Correction(String description) {
            this.description = description;
        }
    }

    /// The corrections for all migrations that need one. Failed ones run again.
    public static List<Repair> of(List<MigrationInfo> migrations) {
        return of(migrations, Correction.RUN_AGAIN);
    }

    /// The corrections for all migrations that need one. Failed ones were completed by hand: they
    /// are recorded as applied.
    public static List<Repair> ofCompleted(List<MigrationInfo> migrations) {
        return of(migrations, Correction.COMPLETE);
    }

    private static List<Repair> of(List<MigrationInfo> migrations, Correction ofFailed) {
        return migrations.stream()
                .flatMap(each ->
                        correction(each, ofFailed).map(kind -> new Repair(each, kind)).stream())
                .toList();
    }

    private static Optional<Correction> correction(MigrationInfo migration, Correction ofFailed) {
        return switch (migration.state()) {
            case FAILED ->
                    ofFailed == Correction.COMPLETE && !canBeCompleted(migration)
                            ? Optional.empty()
                            : Optional.of(ofFailed);
            case CHANGED -> Optional.of(Correction.ACCEPT_FILE);
            case MISSING -> Optional.of(Correction.REMOVE);
            case APPLIED,
                    PENDING,
                    OUT_OF_ORDER,
                    MARKED,
                    SKIPPED,
                    RENAMED,
                    IGNORED,
                    FUTURE,
                    BELOW_BASELINE ->
                    Optional.empty();
        };
    }

    /// A tool's history describes how to complete a migration that has a file.
    private static boolean canBeCompleted(MigrationInfo migration) {
        return migration.migration().isPresent()
                || migration.flyway().filter(row -> !row.success()).isPresent();
    }

    /// The correction, for people.
    public String description() {
        return migration.name() + ": " + correction.description;
    }

    /// Returns whether the correction changes a row of the tool's history.
    public boolean changesToolHistory() {
        return migration
                .toolEntry()
                .filter(entry ->
                        switch (correction) {
                            case RUN_AGAIN, COMPLETE ->
                                    entry.state() instanceof ToolHistory.State.Failed;
                            case ACCEPT_FILE -> entry.hash().isPresent();
                            case REMOVE -> true;
                        })
                .isPresent();
    }

    /// Makes the correction, in the caller's transaction.
    public void apply(HistoryWriter writer, Source source) throws SQLException {
        Optional<ToolHistory> toolHistory = source.format().toolHistory();
        if (migration.flyway().isPresent()) {
            inFlyway(writer, migration.flyway().get());
        }
        if (toolHistory.isPresent() && migration.toolEntry().isPresent()) {
            inToolHistory(
                    writer, toolHistory.get(), migration.toolEntry().get(), source.migrations());
        } else if (correction == Correction.COMPLETE && migration.migration().isPresent()) {
            writer.record(List.of(migration.migration().get()));
        }
    }

    private void inFlyway(HistoryWriter writer, FlywayRow row) throws SQLException {
        switch (correction) {
            case RUN_AGAIN -> {
                if (!row.success()) {
                    writer.delete(row);
                }
            }
            case COMPLETE -> {
                if (!row.success()) {
                    complete(writer, row);
                }
            }
            case ACCEPT_FILE -> writer.updateChecksum(row, migration.migration().orElseThrow());
            case REMOVE -> writer.markDeleted(row);
        }
    }

    /// The file may have been corrected after it failed. Repeatable migrations keep their checksum,
    /// because Flyway computes it after it has replaced placeholders.
    private void complete(HistoryWriter writer, FlywayRow row) throws SQLException {
        writer.complete(row);
        if (row.version().isPresent() && migration.migration().isPresent()) {
            writer.updateChecksum(row, migration.migration().get());
        }
    }

    /// If the migration failed in Flyway's table only, the tool's row says that it is applied.
    private void inToolHistory(
            HistoryWriter writer,
            ToolHistory toolHistory,
            ToolHistory.Entry entry,
            List<Migration> migrations)
            throws SQLException {
        boolean isFailed = entry.state() instanceof ToolHistory.State.Failed;
        switch (correction) {
            case RUN_AGAIN -> {
                if (isFailed) {
                    writer.write(toolHistory.delete(entry, migrations));
                }
            }
            case COMPLETE -> {
                if (isFailed && migration.migration().isPresent()) {
                    writer.complete(migration.migration().get());
                    writer.write(toolHistory.updateHash(entry, migration.migration().get()));
                }
            }
            case ACCEPT_FILE ->
                    writer.write(
                            toolHistory.updateHash(entry, migration.migration().orElseThrow()));
            case REMOVE -> writer.write(toolHistory.delete(entry, migrations));
        }
    }
}
