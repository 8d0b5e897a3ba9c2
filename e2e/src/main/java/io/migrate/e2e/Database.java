package io.migrate.e2e;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A temporary PostgreSQL server.
record Database(EmbeddedPostgres server) implements AutoCloseable {
    static Database start(Path work) throws IOException {
        return new Database(
                EmbeddedPostgres.builder()
                        .setDataDirectory(work.resolve("postgres"))
                        .setCleanDataDirectory(false)
                        .start());
    }

    /// Waits up to ten seconds until a stopping server has ended.
    static void awaitEnd(Path work) {
        for (int i = 0; i < 100 && Files.exists(work.resolve("postgres/postmaster.pid")); i++) {
            LockSupport.parkNanos(100_000_000);
        }
    }

    /// Creates an empty database owned by the role in this URL.
    ///
    /// @return the URL with this server's address and the new database's name
    String create(String name, String url) throws SQLException {
        String[] login = URI.create(url).getUserInfo().split(":", 2);
        List<String> known =
                query("postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + login[0] + "'");
        if (known.isEmpty()) {
            execute("postgres", "CREATE ROLE " + login[0] + " LOGIN PASSWORD '" + login[1] + "'");
        }
        execute("postgres", "CREATE DATABASE " + name + " OWNER " + login[0]);
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(login[0], login[1], server.getPort(), name);
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Returns each row as tab-separated columns.
    List<String> query(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var lines = new ArrayList<String>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(String.valueOf(rows.getString(i)));
                }
                lines.add(String.join("\t", cells));
            }
            return lines;
        }
    }

    /// Returns the single value of a query.
    String value(String database, String sql) throws SQLException {
        return query(database, sql).getFirst();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
