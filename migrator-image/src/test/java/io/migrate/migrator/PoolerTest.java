package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Through a real PgBouncer.
@Timeout(300)
class PoolerTest {
    private static final int RUNS_BESIDE_OTHERS = 200;

    @TempDir Path dir;

    private MigratorRun run(PgBouncer pooler, Postgres database) throws Exception {
        return MigratorRun.with(
                Map.of(
                        "DATABASE_URL",
                        pooler.url(database),
                        "MIGRATE_DIR",
                        Folder.shop(dir.resolve("drizzle")).path().toString()));
    }

    @Test
    void sessionModeBehavesLikeADirectConnection() throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler = PgBouncer.of(database, "session", dir)) {
            MigratorRun first = run(pooler, database);
            assertThat(first.code()).as(first.output()).isZero();
            assertThat(first.output()).contains("3 applied");
            assertThat(run(pooler, database).output()).contains("nothing to do");
            assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                    .containsExactly("0");
        }
    }

    /// Whoever gets the server's session next finds it as it was.
    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void whereSessionsAreSharedItIsRefusedAndLeavesNothing(String mode) throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler = PgBouncer.of(database, mode, dir)) {
            MigratorRun run = run(pooler, database);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains(
                            "is a connection pooler that does not keep one session across"
                                    + " transactions")
                    .contains(
                            "Point the URL at the database itself, or at a pooler in session mode");
            assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                    .containsExactly("null");
            for (String setting :
                    new String[] {"lock_timeout", "idle_in_transaction_session_timeout"}) {
                assertThat(show(pooler, database, setting)).isEqualTo("0");
            }
        }
    }

    private MigratorRun allowed(PgBouncer pooler, Postgres database, Path folder, String... command)
            throws Exception {
        return MigratorRun.with(
                Map.of(
                        "DATABASE_URL",
                        pooler.url(database),
                        "MIGRATE_DIR",
                        folder.toString(),
                        "MIGRATE_SEARCH_PATH",
                        "public",
                        "MIGRATE_POOLER",
                        "Allow"),
                command);
    }

    private static void assertLeftAsFound(PgBouncer pooler, Postgres database) throws Exception {
        for (String setting :
                new String[] {"lock_timeout", "idle_in_transaction_session_timeout"}) {
            assertThat(show(pooler, database, setting)).as(setting).isEqualTo("0");
        }
        assertThat(show(pooler, database, "search_path")).isEqualTo("\"$user\", public");
        assertThat(show(pooler, database, "role")).isEqualTo("none");
        assertThat(database.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                .containsExactly("0");
    }

    /// One transaction from the lock to the last row, in which a pooler cannot change the session.
    @Test
    void whereItIsAllowedARunIsOneTransaction() throws Exception {
        Postgres database = Postgres.database();
        Path folder = Folder.shop(dir.resolve("drizzle")).path();
        try (PgBouncer pooler = PgBouncer.of(database, "transaction", dir)) {
            MigratorRun first = allowed(pooler, database, folder);
            assertThat(first.code()).as(first.output()).isZero();
            assertThat(first.output())
                    .contains("3 applied")
                    .contains("all migrations run in one transaction");
            assertThat(
                            database.rows(
                                    "SELECT count(*), count(DISTINCT xmin::text) FROM"
                                            + " flyway_schema_history"))
                    .containsExactly("3|1");
            assertThat(database.rows("SELECT count(*) FROM drizzle.__drizzle_migrations"))
                    .containsExactly("3");
            assertLeftAsFound(pooler, database);
            for (String command : new String[] {"migrate", "validate", "wait", "info"}) {
                MigratorRun again = allowed(pooler, database, folder, command);
                assertThat(again.code()).as(again.output()).isZero();
            }
            assertLeftAsFound(pooler, database);
        }
    }

    @Test
    void flywaysOwnFilesToo() throws Exception {
        Postgres database = Postgres.database();
        Path folder =
                Folder.at(dir.resolve("flyway"))
                        .file("V1__one.sql", "CREATE TABLE one ();")
                        .file("V2__two.sql", "CREATE TABLE two (); SET lock_timeout = 77;")
                        .file("R__view.sql", "CREATE OR REPLACE VIEW three AS SELECT 1 AS n;")
                        .path();
        try (PgBouncer pooler = PgBouncer.of(database, "transaction", dir)) {
            MigratorRun run = allowed(pooler, database, folder);
            assertThat(run.code()).as(run.output()).isZero();
            assertThat(run.output()).contains("3 applied");
            assertThat(
                            database.rows(
                                    "SELECT count(*), count(DISTINCT xmin::text) FROM"
                                            + " flyway_schema_history WHERE success"))
                    .containsExactly("3|1");
            assertLeftAsFound(pooler, database);
        }
    }

    @Test
    void whatFailsThereLeavesNothingOfTheWholeRun() throws Exception {
        Postgres database = Postgres.database();
        Path folder =
                Folder.shop(dir.resolve("drizzle"))
                        .drizzle("0003_bad", 1700000009000L, "SELECT 1 / 0;")
                        .path();
        try (PgBouncer pooler = PgBouncer.of(database, "transaction", dir)) {
            MigratorRun run = allowed(pooler, database, folder);
            assertThat(run.code()).as(run.output()).isEqualTo(14);
            assertThat(run.output()).contains("0003_bad").doesNotContain("applied 0000_init");
            assertThat(run.termination()).contains("\"count\":0");
            assertThat(database.rows("SELECT to_regclass('users'), to_regclass('orders')"))
                    .containsExactly("null|null");
            assertLeftAsFound(pooler, database);
        }
    }

    @Test
    void whatTakesMoreThanOneTransactionIsForbiddenThere() throws Exception {
        Postgres database = Postgres.database();
        Path folder =
                Folder.shop(dir.resolve("drizzle"))
                        .drizzle(
                                "0003_index",
                                1700000009000L,
                                "CREATE INDEX CONCURRENTLY i ON orders (user_id);")
                        .path();
        try (PgBouncer pooler = PgBouncer.of(database, "transaction", dir)) {
            MigratorRun run = allowed(pooler, database, folder);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains("0003_index needs more than one transaction")
                    .contains("Point the URL at the database itself");
            for (String command : new String[] {"repair", "baseline", "dry-run"}) {
                MigratorRun other = allowed(pooler, database, folder, command);
                assertThat(other.code()).as(other.output()).isEqualTo(2);
                assertThat(other.output()).contains(command + " needs more than one transaction");
            }
            assertThat(database.rows("SELECT to_regclass('users')")).containsExactly("null");
            assertLeftAsFound(pooler, database);
        }
    }

    @Test
    void aPoolerInStatementModeIsRejectedEvenIfAllowed() throws Exception {
        Postgres database = Postgres.database();
        Path folder = Folder.shop(dir.resolve("drizzle")).path();
        try (PgBouncer pooler = PgBouncer.of(database, "statement", dir)) {
            MigratorRun run = allowed(pooler, database, folder);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains("is a connection pooler that does not keep one session");
        }
    }

    /// The lock is that of migrators that connect directly, too.
    @RepeatedTest(3)
    void severalAtOnceApplyEachOnce() throws Exception {
        Postgres database = Postgres.database();
        Path folder =
                Folder.shop(dir.resolve("drizzle"))
                        .drizzle("0003_slow", 1700000009000L, "SELECT pg_sleep(1);")
                        .path();
        try (PgBouncer pooler = PgBouncer.of(database, "transaction", dir);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Future<MigratorRun>>();
            for (int i = 0; i < 3; i++) {
                runs.add(threads.submit(() -> allowed(pooler, database, folder)));
            }
            runs.add(threads.submit(() -> MigratorRun.of(folder, database)));
            var applied = new ArrayList<String>();
            for (Future<MigratorRun> each : runs) {
                assertThat(each.get().code()).as(each.get().output()).isZero();
                each.get()
                        .output()
                        .lines()
                        .filter(line -> line.contains("4 applied"))
                        .forEach(applied::add);
            }
            assertThat(applied).hasSize(1);
            assertThat(database.rows("SELECT count(*) FROM flyway_schema_history"))
                    .containsExactly("4");
            assertLeftAsFound(pooler, database);
        }
    }

    /// Others take and give back the pool's sessions all the time, in whatever order.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aBusyPoolerIsDetectedLikeAnIdleOne(int roundRobin) throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler =
                        PgBouncer.of(
                                database,
                                "transaction",
                                dir,
                                "server_round_robin = " + roundRobin);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var isOver = new AtomicBoolean();
            var others = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 3; i++) {
                others.add(threads.submit(() -> visit(pooler, database, isOver)));
            }
            try {
                for (int i = 0; i < RUNS_BESIDE_OTHERS; i++) {
                    MigratorRun run = run(pooler, database);
                    assertThat(run.code()).as("%d: %s", i, run.output()).isEqualTo(2);
                }
            } finally {
                isOver.set(true);
            }
            for (Future<Integer> each : others) {
                assertThat(each.get()).isPositive();
            }
            assertLeftAsFound(pooler, database);
        }
    }

    private static int visit(PgBouncer pooler, Postgres database, AtomicBoolean isOver)
            throws SQLException {
        int count = 0;
        try (var connection = connect(pooler, database);
                Statement statement = connection.createStatement()) {
            for (; !isOver.get(); count++) {
                statement.execute("SELECT pg_sleep(random() / 500)");
            }
        }
        return count;
    }

    private static Connection connect(PgBouncer pooler, Postgres database) throws SQLException {
        String url = pooler.url(database).replaceAll(".*@", "jdbc:postgresql://");
        // Named statements would not outlive the transaction.
        return DriverManager.getConnection(
                url + "?prepareThreshold=0", database.name(), Postgres.PASSWORD);
    }

    private static String show(PgBouncer pooler, Postgres database, String setting)
            throws Exception {
        try (var connection = connect(pooler, database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
