package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creates and writes both tables. The caller holds the lock and opens the transaction.
public final class HistoryWriter {
    private final Connection connection;
    private final Tables tables;
    private final Optional<ToolHistory> toolHistory;
    private Map<String, String> columns = Map.of();

    /// Creates a writer.
    ///
    /// @param toolHistory how [Tables#tool()] is written
    public HistoryWriter(Connection connection, Tables tables, Optional<ToolHistory> toolHistory) {
        this.connection = connection;
        this.tables = tables;
        this.toolHistory = toolHistory.filter(_ -> tables.tool().isPresent());
    }

    /// Creates the tables that do not exist, and their schemas.
    public void create(HistorySnapshot snapshot) throws SQLException {
        var creation = new TableCreation(connection);
        if (snapshot.flyway().isEmpty()) {
            creation.createFlywayTable(tables.flyway());
        }
        if (toolHistory.isPresent() && snapshot.tool().isEmpty()) {
            creation.createSchema(tables.tool().orElseThrow().schema());
            write(toolHistory.get().create());
        }
        columns = snapshot.tool().map(ToolHistoryTable::columns).orElse(Map.of());
    }

    /// The statements that record migrations while they run.
    public HistoryRows rows() {
        return new HistoryRows(tables, toolHistory, columns);
    }

    /// Returns whether the schema of Flyway's table holds relations that belong to no extension.
    public boolean schemaHoldsTables() throws SQLException {
        return new TableCreation(connection).schemaHoldsTables(tables.flyway().schema());
    }

    /// Adopts migrations that the tool itself has applied: inserts the rows that Flyway would have
    /// written, with an execution time of 0.
    ///
    /// @param changed those whose file is not the one that was applied: their rows have no
    ///   checksum, so that the tool's history alone says so
    public void adopt(List<Plan.Step> steps, List<Migration> changed) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script,
                            checksum, installed_by, execution_time, success)
                        SELECT coalesce(max(installed_rank), 0) + 1, ?, ?, 'SQL', ?, ?,
                            current_user, 0, true FROM %1$s\
                        """
                                .formatted(tables.flyway().quoted()))) {
            for (Plan.Step step : steps) {
                Migration migration = step.migration();
                statement.setString(1, step.version().text());
                statement.setString(2, AbbreviatedColumns.description(migration.description()));
                statement.setString(3, AbbreviatedColumns.script(migration.script()));
                statement.setObject(
                        4,
                        changed.contains(migration) ? null : migration.checksum(),
                        Types.INTEGER);
                statement.executeUpdate();
            }
        }
    }

    /// Inserts Flyway's baseline row: everything up to a version is in place.
    public void baseline(Version version) throws SQLException {
        execute(
                new ToolHistory.Write(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script,
                            installed_by, execution_time, success)
                        SELECT coalesce(max(installed_rank), 0) + 1, ?, '<< Flyway Baseline >>',
                            'BASELINE', '<< Flyway Baseline >>', current_user, 0, true FROM %1$s\
                        """,
                        List.of(version.text())),
                tables.flyway());
    }

    /// Deletes the row of a failed migration.
    public void delete(FlywayRow row) throws SQLException {
        execute(
                new ToolHistory.Write(
                        "DELETE FROM %s WHERE installed_rank = ?::int AND NOT success",
                        List.of(Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Sets the row of a failed migration to successful.
    public void complete(FlywayRow row) throws SQLException {
        execute(
                new ToolHistory.Write(
                        "UPDATE %s SET success = true WHERE installed_rank = ?::int",
                        List.of(Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Updates a row with the checksum of the current file.
    public void updateChecksum(FlywayRow row, Migration migration) throws SQLException {
        execute(
                new ToolHistory.Write(
                        "UPDATE %s SET checksum = ?::int WHERE installed_rank = ?::int",
                        List.of(
                                Integer.toString(migration.checksum()),
                                Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Marks a migration without a file as deleted, as Flyway's own repair does.
    public void markDeleted(FlywayRow row) throws SQLException {
        execute(
                new ToolHistory.Write(
                        """
                        INSERT INTO %1$s (installed_rank, version, description, type, script,
                            checksum, installed_by, execution_time, success)
                        SELECT (SELECT max(installed_rank) + 1 FROM %1$s), version, description,
                            'DELETE', script, checksum, current_user, 0, true
                        FROM %1$s WHERE installed_rank = ?::int\
                        """,
                        List.of(Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Records migrations as applied in the tool's history, if that is maintained.
    public void record(List<Migration> migrations) throws SQLException {
        for (Migration migration : migrations) {
            if (toolHistory.isPresent()) {
                write(toolHistory.get().insert(migration, columns));
            }
        }
    }

    /// Records as applied a migration that the tool's history reports as failed, if that history is
    /// maintained.
    public void complete(Migration migration) throws SQLException {
        if (toolHistory.isPresent()) {
            write(toolHistory.get().complete(migration, columns));
        }
    }

    /// Executes statements on the tool's table.
    public void write(List<ToolHistory.Write> writes) throws SQLException {
        for (ToolHistory.Write write : writes) {
            execute(write, tables.tool().orElseThrow());
        }
    }

    private void execute(ToolHistory.Write write, Tables.Table table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(HistoryRows.text(write, table));
        }
    }
}
