package io.migrate.migrator;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A server that can be stopped as a crash stops it. What it has confirmed as committed it keeps.
final class KillServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private KillServer(Path data, int port) {
        this.data = data;
        this.port = port;
        this.server = start();
    }

    static KillServer at(Path data) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return new KillServer(data, port);
    }

    private EmbeddedPostgres start() {
        return Postgres.server(
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("synchronous_commit", "on")
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .setPort(port));
    }

    Postgres database() throws Exception {
        return Postgres.database(server);
    }

    /// SIGQUIT is `pg_ctl stop -m immediate`.
    void restart() throws Exception {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
        postmaster.onExit().get(60, TimeUnit.SECONDS);
        server.close();
        server = start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
