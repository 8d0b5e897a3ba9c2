package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// `dry-run`: reports, and leaves nothing behind.
@Timeout(300)
class DryRunTest {
    private static final String YES = "--yes-on-this-database";

    @TempDir Path dir;
    private Postgres database;
    private Folder folder;
    private List<String> before;

    @BeforeEach
    void shop() throws Exception {
        database = Postgres.database();
        folder = Folder.shop(dir);
        assertThat(MigratorRun.of(dir, database).code()).isZero();
        before = state();
    }

    private List<String> state() throws Exception {
        var lines = new ArrayList<String>(Fingerprint.of(database));
        lines.addAll(database.rows("SELECT * FROM flyway_schema_history"));
        lines.addAll(database.rows("SELECT * FROM drizzle.__drizzle_migrations"));
        return lines;
    }

    @Test
    void itAsksFirstAndNothingRuns() throws Exception {
        assertThat(MigratorRun.of(dir, database, "dry-run").output())
                .contains("no migrations are pending");
        folder.drizzle("0003_more", 1700000003000L, "CREATE TABLE more (id int);");
        for (String[] arguments : new String[][] {{"dry-run"}, {"dry-run", "--yes"}}) {
            MigratorRun run = MigratorRun.of(dir, database, arguments);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains("dry-run would run 1 migration on 127.0.0.1:")
                    .contains("roll back: 0003_more.")
                    .contains("add --yes-on-this-database");
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void eachStatementIsReportedWithItsTimeAndItsLocks() throws Exception {
        folder.drizzle(
                        "0003_more",
                        1700000003000L,
                        """
                        BEGIN;
                        ALTER TABLE users ADD COLUMN secret text DEFAULT 's3cret';
                        CREATE INDEX orders_user ON orders (user_id);
                        CREATE TABLE more (id int);
                        INSERT INTO more VALUES (42);
                        COMMIT;
                        """)
                .drizzle(
                        "0004_apart",
                        1700000004000L,
                        "CREATE INDEX CONCURRENTLY users_mood ON users (mood);")
                .drizzle("0005_enum", 1700000005000L, "ALTER TYPE mood ADD VALUE 'great';")
                .drizzle("0006_use", 1700000006000L, "INSERT INTO users (mood) VALUES ('great');")
                .drizzle("0007_last", 1700000007000L, "UPDATE more SET id = 1;");
        MigratorRun run = MigratorRun.of(dir, database, "dry-run", YES);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .containsPattern("0003_more.sql:2 ALTER TABLE, \\d+ ms, users: ACCESS EXCLUSIVE\\n")
                .containsPattern("0003_more.sql:3 CREATE INDEX, \\d+ ms, orders: SHARE\\n")
                .containsPattern("0003_more.sql:4 CREATE TABLE, \\d+ ms\\n")
                .contains("0004_apart skipped: it runs outside a transaction")
                .containsPattern("0006_use skipped: PostgreSQL cannot .*55P04")
                .containsPattern("0007_last.sql:1 UPDATE, \\d+ ms")
                .contains("3 of 5 tested and rolled back")
                .contains("2 skipped: 0004_apart, 0006_use")
                .doesNotContain("s3cret")
                .doesNotContain("42)");
        assertThat(state()).isEqualTo(before);
        assertThat(MigratorRun.of(dir, database).output()).contains("5 applied");
    }

    @Test
    void whatWouldFailIsReportedAlsoAtTheCommit() throws Exception {
        folder.drizzle("0003_good", 1700000003000L, "CREATE TABLE good (id int PRIMARY KEY);")
                .drizzle(
                        "0004_broken",
                        1700000004000L,
                        """
                        CREATE TABLE x (id int REFERENCES good DEFERRABLE INITIALLY DEFERRED);
                        INSERT INTO x VALUES (1);
                        """);
        MigratorRun run = MigratorRun.of(dir, database, "dry-run", YES);
        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains("0004_broken.sql:3 would fail: insert or update on table \"x\" violates")
                .contains("SQLSTATE 23503")
                .contains("Everything was rolled back");
        assertThat(run.termination()).contains("\"sqlState\":\"23503\"");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void flywaysFilesAndAnEmptyDatabase() throws Exception {
        Postgres empty = Postgres.database();
        Path path = dir.resolve("flyway");
        Folder.at(path)
                .file("V1__a.sql", "CREATE TABLE a (id int);")
                .file("V2__p.sql", "CREATE TABLE ${flyway:table}_x (id int);")
                .file("V3__c.sql", "COPY a FROM STDIN;\n1\n2\n\\.\n")
                .file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT * FROM a;");
        MigratorRun run = MigratorRun.of(path, empty, "dry-run", YES);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("V2__p skipped: it has placeholders")
                .contains("V3__c skipped: it contains the rows of a COPY")
                .contains("CREATE OR REPLACE VIEW")
                .contains("2 of 4 tested and rolled back");
        assertThat(
                        empty.rows(
                                "SELECT count(*) FROM pg_class WHERE relnamespace ="
                                        + " 'public'::regnamespace"))
                .containsExactly("0");
    }

    @Test
    void itWaitsNeitherForAnotherMigratorNorLongForATable() throws Exception {
        folder.drizzle("0003_more", 1700000003000L, "ALTER TABLE users ADD x int;");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(0x6D6967726174652EL));
            MigratorRun busy = MigratorRun.of(dir, database, "dry-run", YES);
            assertThat(busy.code()).isEqualTo(16);
            assertThat(busy.output()).contains("another migrator is running");
            statement.execute("SELECT pg_advisory_unlock_all()");
            other.setAutoCommit(false);
            statement.execute("SELECT FROM users");
            MigratorRun locked =
                    MigratorRun.of(dir, database, "dry-run", YES, "--lock-timeout=100ms");
            assertThat(locked.code()).as(locked.output()).isEqualTo(12);
        }
        assertThat(state()).isEqualTo(before);
    }
}
