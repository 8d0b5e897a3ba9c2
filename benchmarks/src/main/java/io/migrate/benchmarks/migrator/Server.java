package io.migrate.benchmarks.migrator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;

/// A temporary PostgreSQL server with default settings, except `fsync=off`: the speed of the disk
/// is not measured. It accepts every [Login].
public record Server(EmbeddedPostgres postgres) implements AutoCloseable {
    /// PostgreSQL's default.
    private static final String CONNECTIONS = "100";

    private static final String HBA =
            """
            local all all trust
            host all postgres,trusted all trust
            host all all all scram-sha-256
            """;

    /// Starts a server.
    ///
    /// @param work folder for its data
    public static Server start(Path work) throws IOException {
        var server =
                new Server(
                        EmbeddedPostgres.builder()
                                .setDataDirectory(work.resolve("postgres"))
                                .setServerConfig("max_connections", CONNECTIONS)
                                .setServerConfig("fsync", "off")
                                .setServerConfig("ssl", "on")
                                .setDataDirectoryCustomizer(folder -> prepare(folder.toPath()))
                                .start());
        try {
            server.execute("CREATE ROLE trusted LOGIN SUPERUSER");
            server.execute("CREATE ROLE shop LOGIN SUPERUSER PASSWORD 'benchmark'");
            return server;
        } catch (SQLException e) {
            server.close();
            throw new IOException(e);
        }
    }

    private static void prepare(Path data) {
        try {
            Files.writeString(data.resolve("pg_hba.conf"), HBA);
            Path key = data.resolve("server.key");
            var openssl =
                    new ProcessBuilder(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "rsa:2048",
                            "-nodes",
                            "-days",
                            "2",
                            "-subj",
                            "/CN=127.0.0.1",
                            "-keyout",
                            key.toString(),
                            "-out",
                            data.resolve("server.crt").toString());
            int code =
                    openssl.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IOException("openssl ended with " + code);
            }
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The URL of a database for a login, in the form of libpq.
    public String url(String database, Login login) {
        return login.url(postgres.getPort(), database);
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
