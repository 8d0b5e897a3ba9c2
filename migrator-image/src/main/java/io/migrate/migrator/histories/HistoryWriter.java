package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory;
import io.migrate.migrator.formats.Version;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creates and writes both tables. Every method belongs into the caller's transaction, under the
/// caller's lock.
public final class HistoryWriter {
    private final Connection connection;
    private final Tables tables;
    private final Optional<ToolHistory> toolHistory;
    private Map<String, String> columns = Map.of();

    /// A writer on a connection.
    ///
    /// @param toolHistory the tool's way of writing [Tables#tool()]
    public HistoryWriter(Connection connection, Tables tables, Optional<ToolHistory> toolHistory) {
        this.connection = connection;
        this.tables = tables;
        this.toolHistory = toolHistory.filter(_ -> tables.tool().isPresent());
    }

    /// Creates what is absent.
    public void create(HistorySnapshot snapshot) throws SQLException {
        if (snapshot.flyway().isEmpty()) {
            createSchema(tables.flyway().schema());
            execute(flywayTable(tables.flyway()));
        }
        if (toolHistory.isPresent() && snapshot.tool().isEmpty()) {
            createSchema(tables.tool().orElseThrow().schema());
            write(toolHistory.get().create());
        }
        columns = snapshot.tool().map(ToolHistoryTable::columns).orElse(Map.of());
    }

    /// As Flyway itself creates it (PostgreSQLDatabase.getRawCreateScript), so that the stock tool
    /// reads it; and readable by everyone, as an application may want to know its schema's version.
    private static String flywayTable(Tables.Table table) {
        return """
        CREATE TABLE %1$s (
            "installed_rank" INT NOT NULL,
            "version" VARCHAR(50),
            "description" VARCHAR(200) NOT NULL,
            "type" VARCHAR(20) NOT NULL,
            "script" VARCHAR(1000) NOT NULL,
            "checksum" INTEGER,
            "installed_by" VARCHAR(100) NOT NULL,
            "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
            "execution_time" INTEGER NOT NULL,
            "success" BOOLEAN NOT NULL
        );
        ALTER TABLE %1$s ADD CONSTRAINT %2$s PRIMARY KEY ("installed_rank");
        CREATE INDEX %3$s ON %1$s ("success");
        GRANT SELECT ON %1$s TO PUBLIC\
        """
                .formatted(
                        table.quoted(),
                        Tables.quote(table.name() + "_pk"),
                        Tables.quote(table.name() + "_s_idx"));
    }

    /// `IF NOT EXISTS` asks for the right to create even where nothing is to be created.
    private void createSchema(String schema) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
            statement.setString(1, schema);
            try (var row = statement.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        execute("CREATE SCHEMA " + Tables.quote(schema));
    }

    /// Whether the history's schema holds relations that no extension brought.
    public boolean schemaHoldsTables() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT FROM pg_catalog.pg_class c
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                        AND NOT EXISTS (
                            SELECT FROM pg_catalog.pg_depend d
                            WHERE d.objid = c.oid AND d.deptype = 'e')
                        LIMIT 1\
                        """)) {
            statement.setString(1, tables.flyway().schema());
            try (var row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /// Writes rows into Flyway's table for migrations that the tool itself has applied: the row
    /// that Flyway would have written, with no execution time.
    public void adopt(List<Plan.Step> steps) throws SQLException {
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
                statement.setInt(4, migration.checksum());
                statement.executeUpdate();
            }
        }
    }

    /// Writes Flyway's own row for a database in which everything up to a version is in place.
    public void baseline(Version version) throws SQLException {
        run(
                new ToolHistory.Write(
                        """
                        INSERT INTO %s (installed_rank, version, description, type, script,
                            installed_by, execution_time, success)
                        VALUES (1, ?, '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>',
                            current_user, 0, true)\
                        """,
                        List.of(version.text())),
                tables.flyway());
    }

    /// Removes the row of a migration that failed.
    public void delete(FlywayRow row) throws SQLException {
        run(
                new ToolHistory.Write(
                        "DELETE FROM %s WHERE installed_rank = ?::int AND NOT success",
                        List.of(Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Gives a row the checksum that its file has now.
    public void accept(FlywayRow row, Migration migration) throws SQLException {
        run(
                new ToolHistory.Write(
                        "UPDATE %s SET checksum = ?::int WHERE installed_rank = ?::int",
                        List.of(
                                Integer.toString(migration.checksum()),
                                Integer.toString(row.installed().rank()))),
                tables.flyway());
    }

    /// Marks a migration without a file as deleted, as Flyway's own repair does.
    public void markDeleted(FlywayRow row) throws SQLException {
        run(
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

    /// Writes the tool's own rows; nothing if its table is not ours to write.
    public void tell(List<Migration> migrations) throws SQLException {
        for (Migration migration : migrations) {
            if (toolHistory.isPresent()) {
                write(toolHistory.get().tell(migration, columns));
            }
        }
    }

    /// Writes into the tool's own table.
    public void write(List<ToolHistory.Write> writes) throws SQLException {
        for (ToolHistory.Write write : writes) {
            run(write, tables.tool().orElseThrow());
        }
    }

    private void run(ToolHistory.Write write, Tables.Table table) throws SQLException {
        String sql = write.sql().formatted(table.quoted());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < write.parameters().size(); i++) {
                statement.setString(i + 1, write.parameters().get(i));
            }
            statement.execute();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
