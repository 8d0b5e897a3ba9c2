package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Several migrators, and one that is killed.
class ConcurrencyTest {
    private static final long KEY = 0x6D6967726174652EL;

    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    @TempDir Path dir;

    @Test
    void ofEightOneMigrates() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.shop(dir).drizzle("0003_slow", 1700000003000L, "SELECT pg_sleep(0.3);");
        List<Callable<MigratorRun>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(() -> MigratorRun.of(folder.path(), database));
        }
        var outputs = new ArrayList<String>();
        try (var executor = Executors.newFixedThreadPool(8)) {
            for (var future : executor.invokeAll(runs)) {
                assertThat(future.get().code()).isZero();
                outputs.add(future.get().output());
            }
        }
        assertThat(outputs).filteredOn(output -> output.contains("4 applied")).hasSize(1);
        assertThat(outputs)
                .filteredOn(
                        output -> output.contains("nothing to do") || output.contains("0 applied"))
                .hasSize(7);
        assertThat(database.rows("SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("4");
    }

    @Test
    void waitingForAnotherEndsAtTheTimeoutAndNamesIt() throws Exception {
        Postgres database = Postgres.database();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SET application_name = 'migrate/shop/api-7'");
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
            MigratorRun run = MigratorRun.of(Folder.shop(dir).path(), database, "--timeout", "2s");

            assertThat(run.code()).isEqualTo(16);
            assertThat(run.output())
                    .contains("waiting for another migrator: migrate/shop/api-7 (connected for")
                    .contains("waited 2 s for another migrator: migrate/shop/api-7");
            assertThat(run.termination()).startsWith("{\"outcome\":\"TimedOut\",\"code\":16,");
        }
        assertThat(MigratorRun.of(Folder.shop(dir).path(), database).code()).isZero();
    }

    /// Two hundred replicas that wait must not take the connections that the application needs.
    @Test
    void aWaitingMigratorHoldsNoConnectionAndNamesTheBlocker() throws Exception {
        Postgres database = Postgres.database();
        Path folder = Folder.shop(dir).path();
        List<CompletableFuture<MigratorRun>> runs = new ArrayList<>();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
            String pid =
                    database.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'").get(0);
            for (int i = 0; i < 8; i++) {
                runs.add(CompletableFuture.supplyAsync(() -> run(folder, database), THREADS));
            }
            Thread.sleep(3000);
            long seen = 0;
            for (int i = 0; i < 100; i++) {
                seen +=
                        Long.parseLong(
                                database.rows(
                                                "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s' AND pid <> %s"
                                                        .formatted(database.name(), pid))
                                        .get(0));
                Thread.sleep(30);
            }
            assertThat(seen / 100.0).isLessThan(4);
            String end = "SELECT pg_terminate_backend(%s)".formatted(pid);
            assertThat(database.rows(end)).containsExactly("t");
            for (var run : runs) {
                assertThat(run.get(180, TimeUnit.SECONDS).output()).contains(end + " ends it");
                assertThat(run.get().code()).isZero();
            }
        }
        assertThat(database.rows("SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("3");
    }

    private static MigratorRun run(Path folder, Postgres database) {
        try {
            return MigratorRun.of(folder, database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sigtermCancelsTheStatementAndFreesTheLock() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file("V1__slow.sql", "CREATE TABLE a (id int); SELECT pg_sleep(120);");
        MigratorProcess child = MigratorProcess.start(folder.path(), database);
        String sleeping =
                "SELECT application_name FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)%'"
                        + " AND state = 'active' AND pid <> pg_backend_pid()";
        await(database, sleeping, List.of("migrate/shop/api-1"));
        child.process().destroy();

        assertThat(child.code(30)).isEqualTo(143);
        await(database, sleeping, List.of());
        assertThat(database.rows("SELECT pg_try_advisory_lock(" + KEY + ")")).containsExactly("t");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
        assertThat(child.output())
                .contains("stopped by a signal")
                .doesNotContain(Postgres.PASSWORD);
    }

    @Test
    void afterSigintAndSigkillNothingRunsOnEither() throws Exception {
        for (String signal : ignoresSigint() ? List.of("KILL") : List.of("INT", "KILL")) {
            Postgres database = Postgres.database();
            Folder folder =
                    Folder.at(Files.createTempDirectory(dir, signal))
                            .file("V1__slow.sql", "CREATE TABLE a (id int); SELECT pg_sleep(121);");
            MigratorProcess child = MigratorProcess.start(folder.path(), database);
            String sleeping =
                    "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(121)%' AND state"
                            + " = 'active' AND datname = current_database() AND pid <>"
                            + " pg_backend_pid()";
            String isThere = sleeping.replace("SELECT pid", "SELECT count(*)");
            await(database, isThere, List.of("1"));
            new ProcessBuilder("kill", "-" + signal, String.valueOf(child.process().pid()))
                    .start()
                    .waitFor();
            assertThat(child.code(30)).isEqualTo(signal.equals("INT") ? 130 : 137);
            await(database, isThere, List.of("0"));
            assertThat(database.rows("SELECT pg_try_advisory_lock(" + KEY + ")"))
                    .containsExactly("t");
            assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
        }
    }

    /// A Node that vanishes closes nothing: without these its lock would be held for two hours.
    @Test
    void theServerDetectsALostClient() throws Exception {
        Postgres database = Postgres.database();
        Folder.at(dir)
                .file(
                        "V1__a.sql",
                        "CREATE TABLE a AS SELECT name, setting FROM pg_settings WHERE name LIKE"
                                + " 'tcp%' OR name LIKE 'client_conn%';");
        assertThat(MigratorRun.of(dir, database).code()).isZero();
        assertThat(database.rows("SELECT * FROM a ORDER BY 1"))
                .containsExactly(
                        "client_connection_check_interval|1000",
                        "tcp_keepalives_count|4",
                        "tcp_keepalives_idle|20",
                        "tcp_keepalives_interval|5",
                        "tcp_user_timeout|40000");
    }

    /// Where a shell started the tests in the background, they and their children ignore it.
    private static boolean ignoresSigint() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8), 16) & 2) != 0);
    }

    private static void await(Postgres database, String query, List<String> expected)
            throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
        while (!database.rows(query).equals(expected)) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("not so: " + query + " is " + database.rows(query));
            }
            Thread.sleep(100);
        }
    }
}
