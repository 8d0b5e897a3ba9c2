package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/// Migrations that were interrupted outside a transaction: what they left, what the run says about
/// it, and what the next start does.
@Tag("long")
@Timeout(300)
class OutsideTransactionTest {
    private static final String MIXED = "--mixed=Allow";
    private static final String OUTSIDE =
            """
            CREATE TABLE ran (part int);
            SELECT pg_sleep(100);
            VACUUM ran;
            INSERT INTO ran VALUES (1);\
            """;

    @TempDir Path dir;

    /// Nobody wants to wait for it a second time.
    private static void shorten(Layout layout, Folder folder) throws Exception {
        String script = layout.script(2);
        folder.file(script, Files.readString(folder.path().resolve(script)).replace("100", "0"));
    }

    /// What the run says of how far the migration came.
    private static void assertProgress(Layout layout, Folder folder, MigratorRun run)
            throws Exception {
        List<String> lines = Files.readAllLines(folder.path().resolve(layout.script(2)));
        int line = 1 + lines.indexOf("SELECT pg_sleep(100);");
        assertThat(run.output())
                .containsPattern("during (a migration \\()?" + Pattern.quote(layout.script(2)))
                .contains(
                        layout == Layout.FLYWAY
                                ? "It ran outside a transaction, and stopped in line %d; the statements before it are committed."
                                        .formatted(line)
                                : "It ran outside a transaction: 1 of its 4 statements is committed; it stopped in the one in line %d."
                                        .formatted(line))
                .contains("The next start ends with exit code 13. To run it again, undo what it")
                .doesNotContain("rolled back");
    }

    /// The next start refuses to guess, and after `repair` the migration runs again.
    private static void assertRepairable(Layout layout, Folder folder, Postgres database)
            throws Exception {
        while (SleepingRun.isAsleep(database)) {
            Thread.sleep(50);
        }
        assertThat(database.rows("SELECT count(*) FROM ran")).containsExactly("0");
        MigratorRun next = MigratorRun.of(folder.path(), database, MIXED);
        assertThat(next.code()).as(next.output()).isEqualTo(13);
        assertThat(next.output())
                .contains(layout.name(2) + " failed in an earlier run, or that run was killed")
                .contains("To run it again, undo that part and run repair;")
                .contains("if you completed it by hand, run repair --completed.");

        database.execute("DROP TABLE ran");
        assertThat(MigratorRun.of(folder.path(), database, "repair", "--yes").code()).isZero();
        shorten(layout, folder);
        MigratorRun again = MigratorRun.of(folder.path(), database, MIXED);
        assertThat(again.code()).as(again.output()).isZero();
        assertThat(again.output()).contains("1 applied, now at " + layout.name(2));
        assertThat(database.rows("SELECT part FROM ran")).containsExactly("1");
    }

    private Folder folder(Layout layout) throws Exception {
        return layout.add(Folder.at(dir.resolve("folder")), 1, "CREATE TABLE a (id int);");
    }

    /// The rows that say that it has begun are no failure while another migrator runs it.
    @ParameterizedTest
    @EnumSource
    void anotherMigratorWaitsForIt(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.addOutside(folder(layout), 2, OUTSIDE.replace("100", "4"));
        SleepingRun first = SleepingRun.of(folder, database, MIXED);

        MigratorRun validate = MigratorRun.of(folder.path(), database, "validate");
        assertThat(validate.code()).as(validate.output()).isEqualTo(17);
        var waiting = SleepingRun.of(folder, database, "wait");
        MigratorRun second = MigratorRun.of(folder.path(), database, MIXED);
        assertThat(second.code()).as(second.output()).isZero();
        assertThat(second.output()).contains("waiting for another migrator");
        assertThat(first.end().code()).as(first.end().output()).isZero();
        assertThat(waiting.end().code()).as(waiting.end().output()).isZero();
        assertThat(database.rows("SELECT part FROM ran")).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void whatLosesItsConnectionOutsideATransactionNeedsADecision(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.addOutside(folder(layout), 2, OUTSIDE);
        MigratorRun run = SleepingRun.of(folder, database, MIXED).terminate();

        assertThat(run.code()).as(run.output()).isEqualTo(10);
        assertThat(run.output()).contains("the connection was lost during");
        assertProgress(layout, folder, run);
        assertRepairable(layout, folder, database);
    }

    @ParameterizedTest
    @EnumSource
    void whatRunsTooLongOutsideATransactionNeedsADecision(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.addOutside(folder(layout), 2, OUTSIDE);
        MigratorRun run = SleepingRun.of(folder, database, MIXED, "--timeout=2s").end();

        assertThat(run.code()).as(run.output()).isEqualTo(16);
        assertThat(run.output()).contains("did not finish within 2 s, and was stopped during");
        assertProgress(layout, folder, run);
        assertRepairable(layout, folder, database);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "GOLANG_MIGRATE", "GOOSE"})
    void whatIsKilledOutsideATransactionNeedsADecision(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.addOutside(folder(layout), 2, OUTSIDE);
        MigratorProcess migrator = SleepingRun.start(folder, database);
        migrator.process().destroyForcibly();

        assertThat(migrator.code(60)).isEqualTo(137);
        assertRepairable(layout, folder, database);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "GOLANG_MIGRATE", "DBMATE"})
    void whatIsStoppedOutsideATransactionNeedsADecision(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = layout.addOutside(folder(layout), 2, OUTSIDE);
        MigratorProcess migrator = SleepingRun.start(folder, database);
        migrator.process().destroy();

        assertThat(migrator.code(60)).isEqualTo(143);
        var run = new MigratorRun(143, migrator.output(), "");
        assertThat(run.output()).contains("stopped by a signal during");
        assertProgress(layout, folder, run);
        assertRepairable(layout, folder, database);
    }

    /// What is safe to run again needs nobody.
    @ParameterizedTest
    @EnumSource
    void aBuildThatLosesItsConnectionIsRepeated(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                layout.addOutside(folder(layout), 2, "CREATE INDEX CONCURRENTLY i ON a (id);");
        MigratorRun.of(folder.path(), database, "--target", layout.name(1));
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO a VALUES (1)");
            MigratorProcess migrator = MigratorProcess.start(folder.path(), database);
            String building =
                    " FROM pg_stat_progress_create_index WHERE datname = current_database()";
            while (database.rows("SELECT 1" + building).isEmpty()) {
                assertThat(migrator.process().isAlive()).as(migrator.output()).isTrue();
                Thread.sleep(20);
            }
            database.rows("SELECT pg_terminate_backend(pid)" + building);
            assertThat(migrator.code(60)).isEqualTo(10);
            assertThat(migrator.output())
                    .containsPattern(
                            "It ran outside a transaction(, and stopped in|: none of its 1"
                                    + " statements)")
                    .contains(
                            "The next start drops any index that it left invalid, and then runs it"
                                    + " again.");
        }
        MigratorRun next = MigratorRun.of(folder.path(), database);
        assertThat(next.code()).as(next.output()).isZero();
        assertThat(
                        database.rows(
                                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .containsExactly("t");
        assertThat(database.rows("SELECT success FROM flyway_schema_history"))
                .containsExactly("t", "t");
    }
}
