package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/// Migrations that were interrupted in their transaction: nothing remains, the run says so, and the
/// next start runs them again.
@Timeout(300)
class InterruptedTransactionTest {
    private static final String INSIDE =
            """
            CREATE TABLE ran (part int);
            SELECT pg_sleep(100);
            INSERT INTO ran VALUES (1);\
            """;
    private static final String ROLLED_BACK =
            "Its transaction was rolled back. The next start runs it again.";

    @TempDir Path dir;

    /// Nobody wants to wait for it a second time.
    private static void shorten(Layout layout, Folder folder) throws Exception {
        String script = layout.script(2);
        folder.file(script, Files.readString(folder.path().resolve(script)).replace("100", "0"));
    }

    private Folder folder(Layout layout) throws Exception {
        return layout.add(Folder.at(dir.resolve("folder")), 1, "CREATE TABLE a (id int);");
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatLosesItsConnectionRunsAgain(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(folder(layout), 2, INSIDE);
        MigratorRun run = SleepingRun.of(folder, database).terminate();

        assertThat(run.code()).as(run.output()).isEqualTo(10);
        assertThat(run.output())
                .contains("the connection was lost during a migration (" + layout.script(2) + ")")
                .contains(ROLLED_BACK);
        assertRunsAgain(layout, folder, database);
    }

    /// The rows are on their way, and waiting for the table.
    @ParameterizedTest
    @EnumSource
    void aCopyThatLosesItsConnectionRunsAgain(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(folder(layout), 2, "COPY a FROM STDIN;\n1\n2\n\\.\n");
        MigratorRun.of(folder.path(), database, "--target", layout.name(1));
        MigratorProcess migrator;
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE a");
            migrator = MigratorProcess.start(folder.path(), database);
            String waiting =
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type ="
                            + " 'Lock' AND query LIKE 'COPY%' AND datname = current_database()";
            while (database.rows(waiting).isEmpty()) {
                assertThat(migrator.process().isAlive()).as(migrator.output()).isTrue();
                Thread.sleep(20);
            }
            assertThat(migrator.code(60)).as(migrator.output()).isEqualTo(10);
        }
        assertThat(migrator.output())
                .contains("the connection was lost during a migration (" + layout.script(2) + ")")
                .contains(ROLLED_BACK);
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
        assertThat(database.rows("SELECT id FROM a")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatRunsTooLongRunsAgain(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(folder(layout), 2, INSIDE);
        MigratorRun run = SleepingRun.of(folder, database, "--timeout=2s").end();

        assertThat(run.code()).as(run.output()).isEqualTo(16);
        assertThat(run.output())
                .contains("did not finish within 2 s, and was stopped during " + layout.script(2))
                .contains(ROLLED_BACK);
        assertRunsAgain(layout, folder, database);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRISMA", "DRIZZLE"})
    void aTransactionThatIsStoppedRunsAgain(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.add(folder(layout), 2, INSIDE);
        MigratorProcess migrator = SleepingRun.start(folder, database);
        migrator.process().destroy();

        assertThat(migrator.code(60)).isEqualTo(143);
        assertThat(migrator.output())
                .contains("stopped by a signal during " + layout.script(2))
                .contains(ROLLED_BACK);
        assertRunsAgain(layout, folder, database);
    }

    private static void assertRunsAgain(Layout layout, Folder folder, Postgres database)
            throws Exception {
        assertThat(database.rows("SELECT to_regclass('ran')")).containsExactly("null");
        assertThat(database.rows("SELECT success FROM flyway_schema_history")).containsExactly("t");
        shorten(layout, folder);
        MigratorRun next = MigratorRun.of(folder.path(), database);
        assertThat(next.code()).as(next.output()).isZero();
        assertThat(next.output()).contains("1 applied, now at " + layout.name(2));
        assertThat(database.rows("SELECT part FROM ran")).containsExactly("1");
    }

    /// Between its attempts to get the table of the second migration, no migration runs.
    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "DRIZZLE", "GOOSE"})
    void whatTheRunSaysBetweenTwoMigrationsIsTrue(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE SCHEMA other; CREATE TABLE other.b (id int)");
        Folder folder = layout.add(folder(layout), 2, "ALTER TABLE other.b ADD x int;");
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT FROM other.b");
            MigratorRun run =
                    MigratorRun.of(
                            folder.path(), database, "--timeout=1500ms", "--lock-timeout=50ms");
            assertThat(run.code()).as(run.output()).isEqualTo(16);
            assertThat(run.output())
                    .contains("applied " + layout.name(1) + " in")
                    .containsAnyOf(
                            "stopped while no migration was running. Committed migrations remain.",
                            "stopped during " + layout.script(2) + ". " + ROLLED_BACK,
                            // In Flyway's group, before Flyway has named the migration.
                            "stopped during a migration. " + ROLLED_BACK);
        }
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("1 applied");
    }

    /// After the COMMIT, Flyway reads its history before the next migration. It waits for the table
    /// here, which another session requested while the COMMIT slept in a deferred trigger.
    @Test
    void aRunThatIsStoppedAfterTheCommitSaysThatItIsCommitted() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = folder(Layout.FLYWAY);
        MigratorRun.of(folder.path(), database);
        database.execute(
                """
                CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(3); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON flyway_schema_history
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                    WHEN (NEW.version = '2') EXECUTE FUNCTION doze()\
                """);
        Layout.FLYWAY.add(folder, 2, "CREATE TABLE b (id int);");
        // Flyway commits each migration itself where one cannot run in a transaction.
        Layout.FLYWAY.add(folder, 3, "CREATE INDEX CONCURRENTLY c ON b (id);");
        MigratorProcess migrator = SleepingRun.start(folder, database);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE flyway_schema_history");
            assertThat(database.rows("SELECT to_regclass('b')")).containsExactly("b");
            migrator.process().destroy();
            assertThat(migrator.code(60)).as(migrator.output()).isEqualTo(143);
        }
        assertThat(migrator.output())
                .contains("applied " + Layout.FLYWAY.name(2) + " in")
                .contains("stopped by a signal while no migration was running.")
                .contains("Committed migrations remain.");
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("1 applied");
    }

    /// The row that says that a migration outside a transaction is applied is committed by itself.
    @Test
    void aRunThatIsStoppedInTheCommitOfARowDoesNotSayThatItIsCommitted() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = folder(Layout.FLYWAY);
        MigratorRun.of(folder.path(), database);
        database.execute(
                """
                CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(30); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER doze AFTER INSERT ON flyway_schema_history
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                    WHEN (NEW.version = '2' AND NEW.success) EXECUTE FUNCTION doze()\
                """);
        Layout.FLYWAY.add(folder, 2, "INSERT INTO a VALUES (1);");
        folder.file(Layout.FLYWAY.script(2) + ".conf", "executeInTransaction=false\n");
        Layout.FLYWAY.add(folder, 3, "CREATE TABLE b (id int);");
        MigratorProcess migrator = SleepingRun.start(folder, database);
        migrator.process().destroy();

        assertThat(migrator.code(60)).as(migrator.output()).isEqualTo(143);
        assertThat(migrator.output())
                .doesNotContain("applied " + Layout.FLYWAY.name(2) + " in")
                .contains("stopped by a signal during " + Layout.FLYWAY.script(2));
        assertThat(database.rows("SELECT version, success FROM flyway_schema_history ORDER BY 1"))
                .containsExactly("1|t", "2|f");
    }
}
