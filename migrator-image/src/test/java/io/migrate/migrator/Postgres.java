package io.migrate.migrator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A database of a test, with an owner of its own whose password the server really asks for; on one
/// real server for all tests of this module, unless a test has one of its own.
public final class Postgres {
    /// In every URL of every test; may never be printed.
    public static final String PASSWORD = "gr3at-Marker_7f3a";

    private static final EmbeddedPostgres SERVER =
            server(EmbeddedPostgres.builder().setServerConfig("max_connections", "60"));
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EmbeddedPostgres server;
    private final String name;

    private Postgres(EmbeddedPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    /// A server of a test's own.
    public static EmbeddedPostgres server(EmbeddedPostgres.Builder builder) {
        try {
            EmbeddedPostgres server = builder.start();
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        """
                        DO $$ BEGIN EXECUTE format(
                            'COPY (SELECT unnest(ARRAY[''local all all trust'',
                            ''host all postgres all trust'', ''host all all all scram-sha-256'']))
                            TO %L', current_setting('hba_file')); END $$\
                        """);
                statement.execute("SELECT pg_reload_conf()");
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A new, empty database with an owner of the same name.
    public static Postgres database() throws SQLException {
        return database(SERVER);
    }

    /// The same on a server of a test's own.
    public static Postgres database(EmbeddedPostgres server) throws SQLException {
        var database = new Postgres(server, "t" + NUMBER.incrementAndGet());
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(database.name, PASSWORD));
            statement.execute(
                    "CREATE DATABASE %1$s OWNER %1$s TEMPLATE template0".formatted(database.name));
        }
        return database;
    }

    public static int port() {
        return SERVER.getPort();
    }

    public String name() {
        return name;
    }

    public String url() {
        return "postgresql://%1$s:%2$s@127.0.0.1:%3$d/%1$s"
                .formatted(name, PASSWORD, server.getPort());
    }

    /// As the owner.
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), name),
                name,
                PASSWORD);
    }

    /// As the superuser.
    public Connection connectAsSuperuser() throws SQLException {
        return server.getDatabase("postgres", name).getConnection();
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The rows of a query, columns joined by `|`.
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var list = new ArrayList<String>();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                list.add(String.join("|", row));
            }
            return list;
        }
    }
}
