package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What is waited for and what is not, against real servers in every state. `validate` ends with 17
/// where it got in: the folder's migrations are pending.
@Timeout(300)
class ConnectingTest {
    private static final int IN = 17;
    private static final int UNREACHABLE = 10;
    private static final int REFUSED = 11;

    @TempDir Path dir;

    /// Does something while a run waits.
    private interface Meanwhile {
        void run() throws Exception;
    }

    private MigratorRun run(String url, String patience) throws Exception {
        return MigratorRun.with(
                Map.of(
                        "DATABASE_URL", url,
                        "MIGRATE_CONNECT_TIMEOUT", patience,
                        "MIGRATE_DIR", Folder.shop(dir).path().toString()),
                "validate");
    }

    private MigratorRun runWhile(String url, Meanwhile meanwhile) throws Exception {
        var done =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                meanwhile.run();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
        MigratorRun run = run(url, "60s");
        done.get(180, TimeUnit.SECONDS);
        return run;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String superuser(int... ports) {
        var hosts = new ArrayList<String>();
        for (int port : ports) {
            hosts.add("127.0.0.1:" + port);
        }
        return "postgresql://postgres:%s@%s/postgres"
                .formatted(Postgres.PASSWORD, String.join(",", hosts));
    }

    private static void touch(File data, String name) {
        try {
            Files.createFile(data.toPath().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres standby() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectoryCustomizer(data -> touch(data, "standby.signal"))
                .start();
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aServerThatIsAbsentAndThenStartsUp() throws Exception {
        int port = freePort();
        var server = new CompletableFuture<EmbeddedPostgres>();
        // It looks for files of an archive that has none, and says meanwhile that it starts up.
        MigratorRun run =
                runWhile(
                        superuser(port),
                        () ->
                                server.complete(
                                        EmbeddedPostgres.builder()
                                                .setPort(port)
                                                .setPGStartupWait(Duration.ofMinutes(3))
                                                .setServerConfig(
                                                        "restore_command", "'sleep 2; false'")
                                                .setDataDirectoryCustomizer(
                                                        data -> touch(data, "recovery.signal"))
                                                .start()));
        server.get(1, TimeUnit.SECONDS).close();
        assertThat(run.code()).as(run.output()).isEqualTo(IN);
        assertThat(run.output())
                .contains("waiting for 127.0.0.1:%d/postgres: ".formatted(port))
                .contains("connection refused");
    }

    @Test
    void allConnectionsTaken() throws Exception {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "6")
                        .setServerConfig("superuser_reserved_connections", "0")
                        .start()) {
            var taken = new ArrayList<Connection>();
            try {
                while (true) {
                    taken.add(server.getPostgresDatabase().getConnection());
                }
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("53300");
            }
            MigratorRun given = run(superuser(server.getPort()), "1s");
            assertThat(given.code()).as(given.output()).isEqualTo(UNREACHABLE);
            assertThat(given.output()).contains(" within 1 s: sorry, too many clients already.");
            MigratorRun run =
                    runWhile(
                            superuser(server.getPort()),
                            () -> {
                                for (Connection each : taken) {
                                    each.close();
                                }
                            });
            assertThat(run.code()).as(run.output()).isEqualTo(IN);
        }
    }

    @Test
    void aStandby() throws Exception {
        try (EmbeddedPostgres standby = standby()) {
            MigratorRun given = run(superuser(standby.getPort()), "1s");
            assertThat(given.code()).as(given.output()).isEqualTo(UNREACHABLE);
            assertThat(given.output())
                    .contains("within 1 s: only a standby answers. Point the URL at the primary.");
            assertThat(given.termination()).contains("\"outcome\":\"Unreachable\",\"code\":10");
            int dead = freePort();
            MigratorRun several = run(superuser(dead, standby.getPort()), "1s");
            assertThat(several.output())
                    .contains("127.0.0.1:%d: connection refused; ".formatted(dead))
                    .contains("127.0.0.1:%d: only a standby answers".formatted(standby.getPort()));

            Postgres database = Postgres.database();
            MigratorRun found =
                    run(
                            database.url()
                                    .replace(
                                            "@127.0.0.1:",
                                            "@127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:"
                                                    .formatted(dead, Postgres.port())),
                            "5s");
            assertThat(found.code()).as(found.output()).isEqualTo(IN);
            MigratorRun behind = run(superuser(dead, standby.getPort(), Postgres.port()), "20s");
            assertThat(behind.code()).as(behind.output()).isEqualTo(IN);
            assertThat(behind.output()).doesNotContain("waiting");

            MigratorRun promoted =
                    runWhile(
                            superuser(standby.getPort()),
                            () -> execute(standby, "SELECT pg_promote()"));
            assertThat(promoted.code()).as(promoted.output()).isEqualTo(IN);
            assertThat(promoted.output()).contains("only a standby answers");
        }
    }

    @Test
    void aDatabaseThatIsCreatedShortly() throws Exception {
        Postgres database = Postgres.database();
        String name = database.name() + "_later";
        MigratorRun run =
                runWhile(
                        database.url().replaceFirst("/" + database.name() + "$", "/" + name),
                        () -> {
                            try (Connection connection = database.connectAsSuperuser();
                                    Statement statement = connection.createStatement()) {
                                statement.execute("CREATE DATABASE " + name);
                            }
                        });
        assertThat(run.code()).as(run.output()).isEqualTo(IN);
        assertThat(run.output()).contains("database \"%s\" does not exist".formatted(name));
    }

    @Test
    void serverThatAcceptsButNeverResponds() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            MigratorRun run = run(superuser(silent.getLocalPort()), "2s");
            assertThat(run.code()).as(run.output()).isEqualTo(UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMinutes(2));
            assertThat(run.output())
                    .contains("could not connect to")
                    .contains("within 2 s: Connection attempt");
        }
    }

    /// What ends the last attempt is only that no time was left.
    @Test
    void aLastAttemptThatIsCutOffDoesNotHideTheCause() throws Exception {
        int port = freePort();
        var silent = new CompletableFuture<ServerSocket>();
        CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS)
                .execute(() -> silent.complete(listening(port)));
        MigratorRun run = run(superuser(port), "8s");
        silent.get(60, TimeUnit.SECONDS).close();
        assertThat(run.code()).as(run.output()).isEqualTo(UNREACHABLE);
        assertThat(run.output()).contains("within 8 s: connection refused.");
        assertThat(run.termination()).contains("connection refused");
    }

    private static ServerSocket listening(int port) {
        try {
            return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUnknownNameLeadsToDns() throws Exception {
        MigratorRun run = run("postgresql://u:x@db.invalid/d", "1s");
        assertThat(run.code()).as(run.output()).isEqualTo(UNREACHABLE);
        assertThat(run.output())
                .contains("the host name cannot be resolved", "the cluster's DNS", "port 53");
    }

    /// At once, although the patience is long.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ALTER ROLE %1$s PASSWORD 'another'                  | password authentication failed for user
                    ALTER ROLE %1$s NOLOGIN                             | is not permitted to log in
                    REVOKE CONNECT ON DATABASE %1$s FROM PUBLIC, %1$s   | permission denied for database
                    ALTER ROLE %1$s VALID UNTIL '2001-01-01'            | password authentication failed for user
                    """)
    void permanentFailuresAreNotRetried(String sql, String expected) throws Exception {
        Postgres database = Postgres.database();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE %1$s OWNER TO postgres".formatted(database.name()));
            statement.execute(sql.formatted(database.name()));
        }
        MigratorRun run = run(database.url(), "60s");
        assertThat(run.code()).as(run.output()).isEqualTo(REFUSED);
        assertThat(run.output()).contains(expected).doesNotContain("waiting for");
        assertThat(run.termination()).contains("\"outcome\":\"AccessDenied\",\"code\":11");
    }

    @Test
    void aPoolerThatIsKnownByItsAddressIsNotAsked() throws Exception {
        MigratorRun run =
                run(
                        "postgresql://u:%s@ep-x-pooler.eu-central-1.aws.neon.tech/d"
                                .formatted(Postgres.PASSWORD),
                        "60s");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output())
                .contains("the advisory lock would be lost. This is Neon's pooler; remove -pooler");
        assertThat(run.termination()).contains("\"outcome\":\"InvalidConfiguration\",\"code\":2");
    }

    /// A process of its own, whose names are in a file that changes while it waits.
    @Test
    void aNameIsLookedUpEachTime() throws Exception {
        Postgres database = Postgres.database();
        Path hosts = dir.resolve("hosts");
        Files.writeString(hosts, "127.0.0.7 db.test\n");
        var builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djdk.net.hosts.file=" + hosts,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.migrate.migrator.QuickLook",
                                "validate"));
        builder.redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "DATABASE_URL",
                                database.url().replace("127.0.0.1", "db.test"),
                                "MIGRATE_DIR",
                                Folder.shop(dir.resolve("migrations")).path().toString(),
                                // Less than the 30 s for which Java remembers an address.
                                "MIGRATE_CONNECT_TIMEOUT",
                                "20s"));
        Process process = builder.start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            String first = output.readLine();
            assertThat(first).contains("waiting for db.test:").contains("connection refused");
            Files.writeString(hosts, "127.0.0.1 db.test\n");
            String rest = output.lines().collect(joining("\n"));
            assertThat(process.waitFor()).as(rest).isEqualTo(IN);
        }
    }
}
