package io.migrate.migrator;

import io.migrate.migrator.url.Libpq;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;

/// A real server with TLS on. `shop` logs in with a password and only encrypted, `robot` with a
/// certificate.
public final class TlsServer implements AutoCloseable {
    private static final String HBA =
            """
            local all all trust
            host all postgres all trust
            hostssl all robot all cert
            hostssl all shop all scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final Path data;

    private TlsServer(EmbeddedPostgres server, Path data) {
        this.server = server;
        this.data = data;
    }

    /// Starts one.
    ///
    /// @param identity what it shows
    /// @param clients who signs the certificates of clients
    public static TlsServer start(TestAuthority.Signed identity, TestAuthority clients)
            throws IOException, SQLException {
        var data = new AtomicReference<Path>();
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setServerConfig("ssl", "on")
                        .setServerConfig("ssl_ca_file", "clients.crt")
                        .setDataDirectoryCustomizer(folder -> {
                            data.set(folder.toPath());
                            prepare(folder.toPath(), identity, clients);
                        })
                        .start();
        var started = new TlsServer(server, data.get());
        started.execute(
                "CREATE ROLE shop LOGIN PASSWORD '%s'; CREATE ROLE robot LOGIN"
                        .formatted(Postgres.PASSWORD));
        return started;
    }

    private static void prepare(Path folder, TestAuthority.Signed identity, TestAuthority clients) {
        try {
            write(folder, identity);
            Files.writeString(folder.resolve("clients.crt"), clients.pem());
            Files.writeString(folder.resolve("pg_hba.conf"), HBA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, TestAuthority.Signed identity) throws IOException {
        Path key = folder.resolve("server.key");
        Files.deleteIfExists(key);
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, TestAuthority.pkcs8(identity.keys()));
        Files.writeString(folder.resolve("server.crt"), identity.chainPem());
    }

    /// From now on it shows another certificate.
    public void show(TestAuthority.Signed identity) throws IOException, SQLException {
        String before = loaded();
        write(data, identity);
        execute("SELECT pg_reload_conf()");
        while (loaded().equals(before)) {
            Thread.onSpinWait();
        }
    }

    /// When a process that starts now finds the configuration loaded.
    private String loaded() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_conf_load_time()")) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public int port() {
        return server.getPort();
    }

    public Libpq libpq() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            return Libpq.of(connection);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
