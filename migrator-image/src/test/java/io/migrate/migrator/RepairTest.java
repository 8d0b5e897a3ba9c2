package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Migrations that failed or were interrupted outside a transaction, and both ways out: they run
/// again, or they are recorded as applied, because somebody completed them.
@Timeout(300)
class RepairTest {
    private static final String FLYWAY =
            "SELECT version, script, checksum, success FROM flyway_schema_history ORDER BY"
                    + " installed_rank";

    @TempDir Path dir;

    private Path folder(History history, int count) throws IOException {
        Folder folder = Folder.at(dir.resolve("folder"));
        for (int i = 1; i <= count; i++) {
            history.add(folder, i, sql(i));
        }
        return folder.path();
    }

    private static String sql(int i) {
        return "CREATE TABLE t%d (id int);".formatted(i);
    }

    /// Makes the second of two applied migrations look as if its run had been killed.
    private static void interrupt(Postgres database, History history) throws Exception {
        database.execute(
                "DROP TABLE t2; UPDATE flyway_schema_history SET success = false WHERE"
                        + " installed_rank = 2; "
                        + begun(history));
    }

    /// The tool's table while its second migration runs.
    private static String begun(History history) {
        return switch (history) {
            case DRIZZLE, DRIZZLE_1 -> "DELETE FROM drizzle.__drizzle_migrations WHERE id = 2";
            case PRISMA ->
                    "UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0"
                            + " WHERE migration_name = '%s'".formatted(history.name(2));
            case GOLANG_MIGRATE -> "UPDATE schema_migrations SET dirty = true";
            case GOOSE -> "DELETE FROM goose_db_version WHERE version_id = 2";
            case DBMATE -> "DELETE FROM schema_migrations WHERE version = '20240101000002'";
        };
    }

    /// The state of every migration, and the histories that contain it.
    private static List<String> info(Path folder, Postgres database) throws Exception {
        Stream<String> lines = MigratorRun.of(folder, database, "info").output().lines();
        return lines.map(line -> line.replaceAll("\\d{4}-\\S+ \\S+.* ms|\\s+", " ")).toList();
    }

    private static void assertFailed(MigratorRun run, String name) {
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output())
                .contains(name + " failed in an earlier run, or that run was killed")
                .contains("To run it again, undo that part and run repair;")
                .contains("if you completed it by hand, run repair --completed.")
                .doesNotContain("Prisma applied it")
                .doesNotContain("marked the database as dirty");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasInterruptedRunsAgain(History history) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(history, 2);
        assertThat(MigratorRun.of(folder, database).code()).isZero();
        List<String> flyway = database.rows(FLYWAY);
        interrupt(database, history);

        assertFailed(MigratorRun.of(folder, database), history.name(2));
        MigratorRun repair = MigratorRun.of(folder, database, "repair", "--yes");
        assertThat(repair.output())
                .contains(history.name(2) + ": remove its failed row, so that it runs again")
                .contains("1 repaired");

        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.output()).contains("1 applied, now at " + history.name(2));
        assertThat(database.rows("SELECT to_regclass('t2')")).containsExactly("t2");
        assertThat(database.rows(FLYWAY)).isEqualTo(flyway);
        assertThat(MigratorRun.of(folder, database).output()).contains("nothing to do");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCompletedByHandIsRecordedAsApplied(History history) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(history, 2);
        assertThat(MigratorRun.of(folder, database).code()).isZero();
        List<String> flyway = database.rows(FLYWAY);
        List<String> tool = database.rows(history.rows());
        List<String> info = info(folder, database);
        interrupt(database, history);
        database.execute(sql(2));

        MigratorRun shown = MigratorRun.of(folder, database, "repair", "--completed");
        assertThat(shown.output())
                .contains(
                        history.name(2)
                                + ": record it as applied, because you completed it by hand")
                .contains("nothing was changed. To repair, run repair --completed --yes");
        assertFailed(MigratorRun.of(folder, database), history.name(2));
        assertThat(MigratorRun.of(folder, database, "repair", "--completed", "--yes").output())
                .contains("1 repaired");

        assertThat(MigratorRun.of(folder, database, "validate").code()).isZero();
        assertThat(MigratorRun.of(folder, database).output()).contains("nothing to do");
        assertThat(info(folder, database)).isEqualTo(info);
        assertThat(database.rows(FLYWAY)).isEqualTo(flyway);
        assertThat(database.rows(history.rows())).isEqualTo(tool);
        assertThat(MigratorRun.of(folder(history, 3), database).output()).contains("1 applied");
    }

    /// Who completes a file that failed has usually corrected it.
    @ParameterizedTest
    @EnumSource
    void theFileThatWasCompletedIsTheCurrentOne(History history) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(history, 2);
        MigratorRun.of(folder, database);
        interrupt(database, history);
        Path corrected = corrected(history);

        MigratorRun.of(corrected, database, "repair", "--completed", "--yes");
        MigratorRun run = MigratorRun.of(corrected, database);
        assertThat(run.output()).contains("nothing to do");
        assertThat(run.code()).as(run.output()).isZero();
    }

    private Path corrected(History history) throws IOException {
        Folder folder = Folder.at(dir.resolve("corrected"));
        history.add(folder, 1, sql(1));
        return history.add(folder, 2, "CREATE TABLE t2 (id bigint);").path();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"PRISMA", "GOLANG_MIGRATE"})
    void aToolHistoryThatIsOnlyReadIsNotWritten(History history) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(history, 2);
        MigratorRun.of(folder, database);
        interrupt(database, history);
        List<String> tool = database.rows(history.rows());

        String sync = "--tool-history-sync=AdoptOnly";
        MigratorRun.of(folder, database, "repair", "--completed", "--yes", sync);
        assertThat(MigratorRun.of(folder, database, sync).output()).contains("nothing to do");
        assertThat(database.rows(history.rows())).isEqualTo(tool);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRISMA", "GOLANG_MIGRATE"})
    void aFailureInAToolHistoryThatIsOnlyReadIsNotRepaired(History history) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(history, 2);
        MigratorRun.of(folder, database);
        interrupt(database, history);
        List<String> flyway = database.rows(FLYWAY);
        List<String> tool = database.rows(history.rows());

        for (String flag : List.of("--completed", "--yes")) {
            String sync = "--tool-history-sync=AdoptOnly";
            MigratorRun run = MigratorRun.of(folder, database, "repair", "--yes", flag, sync);
            assertThat(run.code()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                    .contains("to repair " + history.name(2) + ", public.")
                    .contains("Run repair with --tool-history-sync=Maintain");
        }
        assertThat(database.rows(FLYWAY)).isEqualTo(flyway);
        assertThat(database.rows(history.rows())).isEqualTo(tool);
    }

    @Test
    void aRunThatFailedOutsideATransactionIsCompletedByHand() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file("V1__a.sql", sql(1))
                        .file("V2__i.sql", "VACUUM t1; CREATE INDEX CONCURRENTLY i ON t (id);");
        assertThat(MigratorRun.of(dir, database).code()).isEqualTo(14);
        assertFailed(MigratorRun.of(dir, database), "V2__i");

        folder.file("V2__i.sql", "VACUUM t1; CREATE INDEX CONCURRENTLY i ON t1 (id);");
        database.execute("CREATE INDEX CONCURRENTLY i ON t1 (id)");
        assertThat(MigratorRun.of(dir, database, "repair", "--completed", "--yes").output())
                .contains("1 repaired");
        assertThat(MigratorRun.of(dir, database, "validate").code()).isZero();
        assertThat(MigratorRun.of(dir, database).output()).contains("nothing to do");
    }

    @Test
    void flywaysRowIsRemovedOrSetToSuccessful() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file("V1__a.sql", sql(1))
                        .file("V2__b.sql", sql(2))
                        .file("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS a;");
        MigratorRun.of(dir, database);
        List<String> rows = database.rows(FLYWAY);
        String interrupt = "UPDATE flyway_schema_history SET success = false WHERE version = '2'";

        database.execute("DROP TABLE t2; " + interrupt);
        assertFailed(MigratorRun.of(dir, database), "V2__b");
        assertThat(MigratorRun.of(dir, database, "repair", "--yes").output())
                .contains("V2__b: remove its failed row, so that it runs again");
        assertThat(MigratorRun.of(dir, database).output()).contains("1 applied");
        assertThat(database.rows(FLYWAY)).containsExactlyInAnyOrderElementsOf(rows);

        database.execute(interrupt + " OR version IS NULL");
        folder.file("V2__b.sql", "CREATE TABLE t2 (id int); -- corrected");
        assertThat(MigratorRun.of(dir, database, "repair", "--completed").output())
                .contains("V2__b: record it as applied, because you completed it by hand")
                .contains("R__v: record it as applied")
                .contains("2 to repair; nothing was changed");
        assertFailed(MigratorRun.of(dir, database), "V2__b");
        assertThat(MigratorRun.of(dir, database, "repair", "--completed", "--yes").output())
                .contains("2 repaired");
        assertThat(MigratorRun.of(dir, database).output()).contains("nothing to do");
        assertThat(database.rows("SELECT DISTINCT success FROM flyway_schema_history"))
                .containsExactly("t");
    }

    @Test
    void whatPrismaFailedAtIsCompletedThereAndAdopted() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(History.PRISMA, 2);
        MigratorRun.of(folder, database, "--target", History.PRISMA.name(1));
        database.execute(
                sql(2)
                        + " INSERT INTO _prisma_migrations (id, checksum, migration_name)"
                        + " VALUES ('9', repeat('0', 64), '20240101000002_t')");
        MigratorRun failed = MigratorRun.of(folder, database);
        assertThat(failed.code()).as(failed.output()).isEqualTo(13);
        assertThat(failed.output())
                .contains("20240101000002_t failed when Prisma applied it")
                .contains("run repair or prisma migrate resolve --rolled-back;")
                .contains("run repair --completed or prisma migrate resolve --applied.");

        MigratorRun.of(folder, database, "repair", "--completed", "--yes");
        assertThat(MigratorRun.of(folder, database).output()).contains("adopted 1 migration");
        assertThat(
                        database.rows(
                                "SELECT finished_at >= started_at, rolled_back_at, logs,"
                                        + " applied_steps_count, checksum <> repeat('0', 64)"
                                        + " FROM _prisma_migrations WHERE id = '9'"))
                .containsExactly("t|null|null|1|t");
    }

    @Test
    void aDirtyDatabaseIsCompletedAndAdopted() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(History.GOLANG_MIGRATE, 3);
        MigratorRun.of(folder, database, "--target=1");
        database.execute(sql(2) + " UPDATE schema_migrations SET version = 2, dirty = true");
        MigratorRun failed = MigratorRun.of(folder, database);
        assertThat(failed.code()).as(failed.output()).isEqualTo(13);
        assertThat(failed.output())
                .contains("golang-migrate failed in the migration with number 2")
                .contains("run repair, or migrate force with the previous number;")
                .contains("run repair --completed, or migrate force 2.");

        MigratorRun.of(folder, database, "repair", "--completed", "--yes");
        assertThat(database.rows("SELECT * FROM schema_migrations")).containsExactly("2|f");
        assertThat(MigratorRun.of(folder, database).output())
                .contains("adopted 1 migration")
                .contains("1 applied, now at 0003_t");
    }

    /// Nothing says what its row would be.
    @Test
    void whatFailedInFlywaysTableOnlyMayLackItsFile() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(History.PRISMA, 2);
        MigratorRun.of(folder, database);
        interrupt(database, History.PRISMA);
        Files.delete(folder.resolve("20240101000002_t/migration.sql"));
        Files.delete(folder.resolve("20240101000002_t"));

        assertThat(MigratorRun.of(folder, database, "repair", "--completed", "--yes").output())
                .contains("1 repaired");
        assertThat(database.rows("SELECT success FROM flyway_schema_history"))
                .containsExactly("t", "t");
        assertThat(MigratorRun.of(folder, database, "repair", "--completed").output())
                .contains("failed when Prisma applied it");
        assertThat(MigratorRun.of(folder, database, "repair", "--yes").output())
                .contains("1 repaired");
        assertThat(MigratorRun.of(folder, database).output()).contains("nothing to do");
    }
}
