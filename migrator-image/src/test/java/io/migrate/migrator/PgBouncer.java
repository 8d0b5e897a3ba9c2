package io.migrate.migrator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A real PgBouncer in front of the tests' server.
public final class PgBouncer implements AutoCloseable {
    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts one for a database and its owner.
    ///
    /// @param mode `session`, `transaction` or `statement`
    /// @param settings lines for its configuration
    public static PgBouncer of(Postgres database, String mode, Path dir, String... settings)
            throws IOException, InterruptedException {
        Path program =
                Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, "pgbouncer"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() ->
                                MissingProgram.skip(
                                        "there is no pgbouncer on PATH; apt-get install"
                                                + " pgbouncer"));
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path home = Files.createDirectory(dir.resolve("pgbouncer-" + mode));
        Path users =
                Files.writeString(
                        home.resolve("users"),
                        "\"%s\" \"%s\"%n".formatted(database.name(), Postgres.PASSWORD));
        Path configuration =
                Files.writeString(
                        home.resolve("pgbouncer.ini"),
                        """
                        [databases]
                        * = host=127.0.0.1 port=%d
                        [pgbouncer]
                        listen_addr = 127.0.0.1
                        listen_port = %d
                        unix_socket_dir =
                        auth_type = scram-sha-256
                        auth_file = %s
                        pool_mode = %s
                        default_pool_size = 5
                        ignore_startup_parameters = extra_float_digits
                        %s
                        """
                                .formatted(
                                        Postgres.port(),
                                        port,
                                        users,
                                        mode,
                                        String.join("\n", settings)));
        for (Path path : List.of(dir, home)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        var command = new ArrayList<String>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            // It does not run as root.
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        var pooler = new PgBouncer(process, port);
        for (int i = 0; i < 200 && !pooler.answers(); i++) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(home.resolve("log")));
            }
            Thread.sleep(50);
        }
        return pooler;
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public String url(Postgres database) {
        return database.url().replace(":" + Postgres.port() + "/", ":" + port + "/");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
