package io.migrate.benchmarks.migrator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// A temporary PostgreSQL server with default settings, except `fsync=off`: the speed of the disk
/// is not measured.
public record Server(EmbeddedPostgres postgres) implements AutoCloseable {
    /// PostgreSQL's default.
    private static final String CONNECTIONS = "100";

    /// Starts a server.
    ///
    /// @param work folder for its data
    public static Server start(Path work) throws IOException {
        return new Server(
                EmbeddedPostgres.builder()
                        .setDataDirectory(work.resolve("postgres"))
                        .setServerConfig("max_connections", CONNECTIONS)
                        .setServerConfig("fsync", "off")
                        .start());
    }

    /// The URL of a database, accepted by every tool.
    public String url(String database) {
        return "postgresql://postgres@127.0.0.1:%d/%s?sslmode=disable"
                .formatted(postgres.getPort(), database);
    }

    /// Creates an empty database.
    public void create(String database) throws SQLException {
        execute("CREATE DATABASE " + database);
    }

    /// Drops a database and disconnects its clients.
    public void drop(String database) throws SQLException {
        execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Returns the single number that a query returns.
    public long number(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Opens a connection as superuser, for whom PostgreSQL reserves connections.
    public Connection connect(String database) throws SQLException {
        return postgres.getDatabase("postgres", database).getConnection();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
