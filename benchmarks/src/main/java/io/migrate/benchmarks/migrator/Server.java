package io.migrate.benchmarks.migrator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// A PostgreSQL for as long as something is measured. It does not wait for its disk (`fsync=off`),
/// whose speed says nothing of what is measured; its other settings are those that it comes with.
public record Server(EmbeddedPostgres postgres) implements AutoCloseable {
    /// What PostgreSQL allows when nobody says otherwise.
    private static final String CONNECTIONS = "100";

    /// Starts one.
    ///
    /// @param work where its data goes
    public static Server start(Path work) throws IOException {
        return new Server(
                EmbeddedPostgres.builder()
                        .setDataDirectory(work.resolve("postgres"))
                        .setServerConfig("max_connections", CONNECTIONS)
                        .setServerConfig("fsync", "off")
                        .start());
    }

    /// What every tool takes as the URL of a database.
    public String url(String database) {
        return "postgresql://postgres@127.0.0.1:%d/%s?sslmode=disable"
                .formatted(postgres.getPort(), database);
    }

    /// Makes an empty database.
    public void create(String database) throws SQLException {
        execute("CREATE DATABASE " + database);
    }

    /// Takes it away again, whoever is connected.
    public void drop(String database) throws SQLException {
        execute("DROP DATABASE " + database + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The one number that a query has as its answer.
    public long number(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// A connection of the superuser's, for whom some are kept free.
    public Connection connect(String database) throws SQLException {
        return postgres.getDatabase("postgres", database).getConnection();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
