package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Migrations that release the advisory lock of the migrator, and sessions that come in between.
@Tag("long")
@Timeout(300)
class ReleasedLockTest {
    private static final long KEY = 0x6D6967726174652EL;
    private static final List<String> RELEASES =
            List.of(
                    "DISCARD ALL;",
                    "SELECT pg_advisory_unlock_all();",
                    "SELECT pg_advisory_unlock(%d);".formatted(KEY));
    private static final String IS_HELD =
            "INSERT INTO held SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    + " AND objid = %d AND pid = pg_backend_pid();".formatted(KEY & 0xFFFFFFFFL);

    @TempDir Path dir;

    @ParameterizedTest
    @EnumSource
    void theRestFollowsUnderANewLock(Layout layout) throws Exception {
        for (String release : RELEASES) {
            Postgres database = Postgres.database();
            Folder folder = Folder.at(dir.resolve("" + RELEASES.indexOf(release)));
            layout.add(folder, 1, release);
            layout.add(folder, 2, "CREATE TABLE held (count int);\n" + IS_HELD);
            layout.add(folder, 3, IS_HELD);
            layout.add(folder, 4, release);
            MigratorRun run = MigratorRun.of(folder.path(), database);

            assertThat(run.code()).as(run.output()).isZero();
            assertThat(run.output()).contains("4 applied, now at " + layout.name(4));
            for (int i : List.of(1, 4)) {
                assertThat(run.output())
                        .as(release)
                        .contains(
                                layout.name(i)
                                        + " released the advisory lock of the migrator; it is"
                                        + " applied");
            }
            assertThat(database.rows("SELECT count FROM held WHERE count > 0")).hasSize(2);
            assertThat(database.rows("SELECT success FROM flyway_schema_history"))
                    .containsExactly("t", "t", "t", "t");
            assertThat(MigratorRun.of(folder.path(), database).output()).contains("nothing to do");
        }
    }

    /// What another session saw that took the lock when it could, and held it for a while.
    ///
    /// @param before the rows of the history when it had the lock
    /// @param after the same when it released it
    private record Competitor(List<String> before, List<String> after) {}

    private static CompletableFuture<Competitor> compete(Postgres database) throws Exception {
        Connection connection = database.connect();
        return CompletableFuture.supplyAsync(
                () -> {
                    try (connection;
                            Statement statement = connection.createStatement()) {
                        while (!tryLock(statement)) {
                            Thread.sleep(5);
                        }
                        List<String> before = ranks(database);
                        Thread.sleep(2500);
                        return new Competitor(before, ranks(database));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static boolean tryLock(Statement statement) throws Exception {
        try (ResultSet row =
                statement.executeQuery("SELECT pg_try_advisory_lock(%d)".formatted(KEY))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static List<String> ranks(Postgres database) throws Exception {
        return database.rows(
                "SELECT installed_rank, success FROM flyway_schema_history ORDER BY 1");
    }

    /// It waits until the migrator has its lock, then for the moment when that is released.
    private static Competitor inBetween(
            Layout layout, Folder folder, Postgres database, List<String> outputs)
            throws Exception {
        SleepingRun run = SleepingRun.of(folder, database, "--mixed=Allow");
        Competitor competitor = compete(database).get(180, TimeUnit.SECONDS);
        MigratorRun ended = run.end();
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("waiting for another migrator");
        assertThat(ended.output().split("applied " + layout.name(1) + " in", -1)).hasSize(2);
        outputs.add(ended.output());
        assertThat(database.rows("SELECT part FROM ran")).containsExactly("1", "2");
        return competitor;
    }

    /// The lock is lost in a transaction: that is rolled back, and runs again when it has the lock.
    @ParameterizedTest
    @EnumSource
    void aTransactionWaitsForTheOneThatCameInBetween(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        layout.add(
                folder,
                1,
                "CREATE TABLE ran (part int);\nSELECT pg_sleep(0.5);\nSELECT"
                        + " pg_advisory_unlock_all();\nSELECT pg_sleep(0.5);\nINSERT INTO ran"
                        + " VALUES (1);");
        layout.add(folder, 2, "INSERT INTO ran VALUES (2);");
        var outputs = new ArrayList<String>();
        Competitor competitor = inBetween(layout, folder, database, outputs);

        assertThat(outputs.getFirst())
                .contains(
                        "another session acquired the advisory lock during %1$s, or changed the histories; %1$s was rolled back"
                                .formatted(layout.name(1)));
        assertThat(competitor.before()).isEmpty();
        assertThat(competitor.after()).isEmpty();
        assertThat(ranks(database)).containsExactly("1|t", "2|t");
    }

    /// What it does outside a transaction stays: only the next migration waits.
    @ParameterizedTest
    @EnumSource
    void afterAMigrationOutsideATransactionTheNextOneWaits(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        layout.addOutside(
                folder,
                1,
                "CREATE TABLE ran (part int);\nSELECT pg_sleep(0.5);\nSELECT"
                        + " pg_advisory_unlock_all();\nSELECT pg_sleep(0.5);\nVACUUM ran;\nINSERT"
                        + " INTO ran VALUES (1);");
        layout.add(folder, 2, "INSERT INTO ran VALUES (2);");
        var outputs = new ArrayList<String>();
        Competitor competitor = inBetween(layout, folder, database, outputs);

        assertThat(outputs.getFirst())
                .contains(
                        layout.name(1)
                                + " released the advisory lock of the migrator; it is applied")
                .doesNotContain("rolled back");
        assertThat(competitor.after()).containsExactly("1|t");
        assertThat(ranks(database)).containsExactly("1|t", "2|t");
    }

    /// A migrator without our lock, such as an old version, applies the same migration.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FLYWAY")
    void aRowOfTheSameRankRollsTheMigrationBack(Layout layout) throws Exception {
        Postgres model = Postgres.database();
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        layout.add(folder, 1, "CREATE TABLE ran (part int);");
        layout.add(folder, 2, "INSERT INTO ran VALUES (2);\nSELECT pg_sleep(2);");
        layout.add(folder, 3, "INSERT INTO ran VALUES (3);");
        assertThat(MigratorRun.of(folder.path(), model, "--target", layout.name(2)).code())
                .isZero();
        String row =
                model.rows(
                                "SELECT format('(%L, %L, %L, %L, %L, %L::int, current_user, now(),"
                                        + " 0, true)', installed_rank, version, description, type,"
                                        + " script, checksum) FROM flyway_schema_history WHERE"
                                        + " installed_rank = 2")
                        .getFirst();

        SleepingRun run = SleepingRun.of(folder, database);
        database.execute(
                "INSERT INTO flyway_schema_history VALUES "
                        + row.replaceFirst("'2'", "2")
                        + "; INSERT INTO ran VALUES (-2)");
        MigratorRun ended = run.end();

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output())
                .contains("or changed the histories; %s was rolled back".formatted(layout.name(2)))
                .doesNotContain("applied " + layout.name(2) + " in")
                .contains("applied " + layout.name(3) + " in");
        assertThat(database.rows("SELECT part FROM ran")).containsExactly("-2", "3");
        assertThat(ranks(database)).containsExactly("1|t", "2|t", "3|t");
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("nothing to do");
    }
}
