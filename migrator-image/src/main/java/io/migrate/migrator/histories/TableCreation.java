package io.migrate.migrator.histories;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// Creates schemas and Flyway's table.
record TableCreation(Connection connection) {
    /// Creates Flyway's table and its schema.
    void createFlywayTable(Tables.Table table) throws SQLException {
        createSchema(table.schema());
        execute(flywayTable(table));
    }

    /// The table as Flyway creates it (PostgreSQLDatabase.getRawCreateScript), so that Flyway can
    /// read it. Every role may read it, because an application may check the version of its schema.
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

    /// Creates a schema unless it exists. `IF NOT EXISTS` needs the CREATE privilege even if the
    /// schema is there.
    void createSchema(String schema) throws SQLException {
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

    /// Returns whether a schema holds relations that belong to no extension.
    boolean schemaHoldsTables(String schema) throws SQLException {
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
            statement.setString(1, schema);
            try (var row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
