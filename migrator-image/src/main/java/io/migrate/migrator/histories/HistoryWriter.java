package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Creates and writes both tables. Every method belongs into the caller's transaction, under the
/// caller's lock.
public final class HistoryWriter {
    private final Connection connection;
    private final Tables tables;

    /// A writer on a connection.
    public HistoryWriter(Connection connection, Tables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /// Creates what is absent.
    public void create(Snapshot snapshot) throws SQLException {
        if (snapshot.flyway().isEmpty()) {
            createSchema(tables.flyway().schema());
            execute(flywayTable(tables.flyway()));
        }
        if (tables.foreign().isPresent() && snapshot.foreign().isEmpty()) {
            createSchema(tables.foreign().get().schema());
            execute(drizzleTable(tables.foreign().get()));
        }
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

    /// As Drizzle itself creates it (pg-core/dialect.ts).
    private static String drizzleTable(Tables.Table table) {
        return "CREATE TABLE %s (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)"
                .formatted(table.quoted());
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
                statement.setString(2, Columns.description(migration.description()));
                statement.setString(3, Columns.script(migration.script()));
                statement.setInt(4, migration.checksum());
                statement.executeUpdate();
            }
        }
    }

    /// Writes the tool's own rows; nothing if its table is not ours to write.
    public void tell(List<Migration> migrations) throws SQLException {
        if (tables.foreign().isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "INSERT INTO %s (hash, created_at) VALUES (?, ?)"
                                .formatted(tables.foreign().get().quoted()))) {
            for (Migration migration : migrations) {
                switch (migration.identity()) {
                    case Identity.Stamped(long when, String hash) -> {
                        statement.setString(1, hash);
                        statement.setLong(2, when);
                        statement.executeUpdate();
                    }
                    case Identity.Versioned _, Identity.Baseline _, Identity.Repeatable _ -> {}
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
