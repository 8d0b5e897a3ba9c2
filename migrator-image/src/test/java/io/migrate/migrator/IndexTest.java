package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Indexes that are built CONCURRENTLY, and what an unfinished build leaves.
@Timeout(300)
class IndexTest {
    private static final String VALID =
            "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                    + " WHERE i.indrelid = 'users'::regclass ORDER BY 1";
    private static final String ROWS =
            "SELECT version, success FROM flyway_schema_history ORDER BY installed_rank";
    private static final String UNIQUE =
            "CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);";

    @TempDir Path dir;
    private Postgres database;
    private Folder folder;

    @BeforeEach
    void users() throws Exception {
        database = Postgres.database();
        folder =
                Folder.at(dir)
                        .file(
                                "V1__users.sql",
                                "CREATE TABLE users (name text); INSERT INTO users VALUES ('a'),"
                                        + " ('a');");
        assertThat(MigratorRun.of(dir, database).code()).isZero();
    }

    @Test
    void aBuildThatFailedIsTriedAgainWithoutRepair() throws Exception {
        folder.file("V2__index.sql", UNIQUE);
        for (int i = 0; i < 2; i++) {
            MigratorRun run = MigratorRun.of(dir, database);
            assertThat(run.code()).as(run.output()).isEqualTo(14);
            assertThat(run.output())
                    .contains("could not create unique index")
                    .contains("and then runs it again.");
            assertThat(database.rows(VALID)).containsExactly("users_name|f");
        }
        database.execute("DELETE FROM users WHERE ctid = '(0,1)'");
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("V2__index did not finish in an earlier run; it runs again")
                .contains(
                        "dropped index public.users_name, which an unfinished build left invalid");
        assertThat(database.rows(VALID)).containsExactly("users_name|t");
        assertThat(database.rows(ROWS)).containsExactly("1|t", "2|t");
    }

    /// After a SIGKILL there is an index and no row.
    @Test
    void whatAKilledBuildLeftDoesNotPassForTheIndex() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            try {
                statement.execute(UNIQUE);
            } catch (SQLException _) {
                statement.execute("TRUNCATE users");
            }
        }
        assertThat(database.rows(VALID)).containsExactly("users_name|f");
        folder.file("V2__index.sql", UNIQUE.replace("users_name", "IF NOT EXISTS Users_Name"));
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(
                        "dropped index public.users_name, which an unfinished build left invalid");
        assertThat(database.rows(VALID)).containsExactly("users_name|t");
    }

    @Test
    void aBuildInProgressIsAwaited() throws Exception {
        folder.file(
                "V2__index.sql",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name ON users (name);");
        try (Connection reader = database.connect();
                Connection builder = database.connect();
                Statement reading = reader.createStatement();
                Statement building = builder.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("INSERT INTO users VALUES ('b')");
            CompletableFuture<Void> build = CompletableFuture.runAsync(() -> index(building));
            while (database.rows(VALID).isEmpty()) {
                Thread.sleep(50);
            }
            List<String> before = database.rows("SELECT 'users_name'::regclass::oid");
            CompletableFuture<MigratorRun> run =
                    CompletableFuture.supplyAsync(() -> run("--lock-timeout=100ms"));
            Thread.sleep(2000);
            assertThat(run).isNotDone();
            reader.commit();
            build.get(180, TimeUnit.SECONDS);
            MigratorRun ended = run.get(180, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.output()).doesNotContain("left invalid");
            assertThat(database.rows("SELECT 'users_name'::regclass::oid")).isEqualTo(before);
        }
        assertThat(database.rows(VALID)).containsExactly("users_name|t");
    }

    private static void index(Statement statement) {
        try {
            statement.execute("CREATE INDEX CONCURRENTLY users_name ON users (name)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private MigratorRun run(String... arguments) {
        try {
            return MigratorRun.of(dir, database, arguments);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBuildWaitsForTransactionsLongerThanTheLockTimeout() throws Exception {
        folder.file("V2__index.sql", "CREATE INDEX CONCURRENTLY users_name ON users (name);");
        try (Connection writer = database.connect();
                Statement writing = writer.createStatement()) {
            writer.setAutoCommit(false);
            writing.execute("INSERT INTO users VALUES ('b')");
            CompletableFuture<MigratorRun> run =
                    CompletableFuture.supplyAsync(() -> run("--lock-timeout=100ms"));
            Thread.sleep(2500);
            assertThat(run).isNotDone();
            writer.commit();
            MigratorRun ended = run.get(180, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.output()).isZero();
        }
        assertThat(database.rows(VALID)).containsExactly("users_name|t");
    }

    /// After a SIGKILL, or when the server finished what nobody waited for any more.
    @Test
    void anIndexOfAnUnrecordedMigrationIsNotBuiltAgain() throws Exception {
        database.execute("DELETE FROM users WHERE ctid = '(0,1)'");
        String build =
                "CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (lower(name)"
                        + " text_pattern_ops) WHERE name <> '' /* why */ ; -- so";
        database.execute(build);
        List<String> before = database.rows("SELECT 'users_name'::regclass::oid");
        folder.file("V2__index.sql", build);
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(
                        "index public.users_name already exists with the definition in V2__index");
        assertThat(database.rows("SELECT 'users_name'::regclass::oid")).isEqualTo(before);
        assertThat(database.rows(ROWS)).containsExactly("1|t", "2|t");
    }

    @Test
    void anotherIndexOfTheSameNameIsNotTakenForIt() throws Exception {
        database.execute("CREATE INDEX users_name ON users (name) WHERE name <> ''");
        folder.file("V2__index.sql", "CREATE INDEX CONCURRENTLY users_name ON users (name);");
        for (int i = 0; i < 2; i++) {
            MigratorRun run = MigratorRun.of(dir, database);
            assertThat(run.code()).as(run.output()).isEqualTo(14);
            assertThat(run.output())
                    .contains(
                            "V2__index.sql failed: index public.users_name already exists with"
                                    + " another definition");
            assertThat(run.termination()).contains("\"script\":\"V2__index.sql\"");
        }
        assertThat(database.rows(ROWS)).containsExactly("1|t");
        assertThat(database.rows("SELECT to_regclass('pg_temp.migrate_probe')"))
                .containsExactly("null");
    }

    @Test
    void anIndexThatIsInvalidAfterItsBuildIsNoSuccess() throws Exception {
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER ROLE %s SUPERUSER".formatted(database.name()));
        }
        folder.file(
                        "V2__index.sql",
                        "CREATE INDEX CONCURRENTLY users_name ON users (name); UPDATE pg_index SET"
                                + " indisvalid = false WHERE indexrelid = 'users_name'::regclass;")
                .file("V2__index.sql.conf", "executeInTransaction=false");
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output()).contains("the build finished, but left public.users_name invalid");

        folder.file("V2__index.sql", "CREATE INDEX CONCURRENTLY users_name ON users (name);");
        MigratorRun next = MigratorRun.of(dir, database);
        assertThat(next.code()).as(next.output()).isZero();
        assertThat(database.rows(VALID)).containsExactly("users_name|t");
        assertThat(database.rows(ROWS)).containsExactly("1|t", "2|t");
    }
}
