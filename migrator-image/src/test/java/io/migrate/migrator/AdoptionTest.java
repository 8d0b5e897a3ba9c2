package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Databases that another tool has worked on, in all the states that it leaves them in. What its
/// table holds is that of [ToolTable]; [FidelityTest] has the tools themselves.
class AdoptionTest {
    private static final String VERSIONS =
            "SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank";

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

    /// What the tool leaves after applying these.
    private static void applied(Postgres database, History history, int... numbers)
            throws Exception {
        var sql = new StringBuilder(ToolTable.create(history));
        for (int i : numbers) {
            sql.append(sql(i)).append(ToolTable.row(history, i, sql(i)));
        }
        database.execute(sql.toString());
    }

    /// What it made, Flyway's row and the tool's own.
    @ParameterizedTest
    @EnumSource
    void aMigrationAndItsRowsAreOneTransaction(History history) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(history, 1), database);
        String table = history.rows().replaceAll(".* FROM (\\S+) .*", "$1");
        assertThat(
                        database.rows(
                                """
                                SELECT count(*), count(DISTINCT xmin::text) FROM (
                                    SELECT xmin FROM pg_class WHERE relname = 't1'
                                    UNION ALL SELECT xmin FROM flyway_schema_history
                                    UNION ALL SELECT xmin FROM %s%s) all_of_it\
                                """
                                        .formatted(
                                                table,
                                                history == History.GOOSE
                                                        ? " WHERE version_id > 0"
                                                        : "")))
                .containsExactly("3|1");
    }

    @ParameterizedTest
    @EnumSource
    void someAreAdoptedAndTheRestRuns(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 2);
        MigratorRun run = MigratorRun.of(folder(history, 3), database);

        assertThat(run.output()).contains("adopted 2 migrations").contains("1 applied");
        assertThat(run.code()).isZero();
        assertThat(database.rows(VERSIONS)).hasSize(3);
        Postgres fresh = Postgres.database();
        MigratorRun.of(folder(history, 3), fresh);
        assertThat(database.rows(history.rows())).isEqualTo(fresh.rows(history.rows()));
        assertThat(database.rows(VERSIONS)).isEqualTo(fresh.rows(VERSIONS));
        assertThat(MigratorRun.of(folder(history, 3), database).output()).contains("nothing to do");
    }

    @ParameterizedTest
    @EnumSource
    void allAreAdoptedAndAnEmptyTableIsNone(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 2, 3);
        assertThat(MigratorRun.of(folder(history, 3), database).output())
                .contains("adopted 3 migrations")
                .contains("0 applied");
        Postgres empty = Postgres.database();
        applied(empty, history);
        assertThat(MigratorRun.of(folder(history, 3), empty).output())
                .doesNotContain("adopted")
                .contains("3 applied");
    }

    /// golang-migrate knows no gaps: what is below its number is applied.
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GOLANG_MIGRATE")
    void aGapIsRefusedOrRun(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 3);
        Path folder = folder(history, 3);
        MigratorRun refused = MigratorRun.of(folder, database);
        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains(
                        "%s is pending, but comes before %s"
                                .formatted(history.name(2), history.name(3)));
        assertThat(database.rows("SELECT to_regclass('t2')")).containsExactly("null");
        assertThat(MigratorRun.of(folder, database, "--out-of-order=Apply").output())
                .contains("1 applied");
        assertThat(database.rows("SELECT to_regclass('t2')")).containsExactly("t2");
        assertThat(MigratorRun.of(folder, database).output()).contains("nothing to do");
    }

    /// golang-migrate itself would never run it.
    @Test
    void aNumberBelowTheOneReachedIsPendingIfItCameLater() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("folder"));
        History.GOLANG_MIGRATE.add(folder, 1, sql(1));
        History.GOLANG_MIGRATE.add(folder, 3, sql(3));
        MigratorRun.of(folder.path(), database);
        History.GOLANG_MIGRATE.add(folder, 2, sql(2));

        assertThat(MigratorRun.of(folder.path(), database).output())
                .contains("0002_t is pending, but comes before 0003_t");
        assertThat(MigratorRun.of(folder.path(), database, "--out-of-order=Apply").code()).isZero();
        assertThat(database.rows("SELECT version, dirty FROM schema_migrations"))
                .containsExactly("3|f");
        assertThat(database.rows(VERSIONS)).containsExactly("1", "3", "2");
    }

    @ParameterizedTest
    @EnumSource
    void theOtherToolMayRunInBetween(History history) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(history, 1), database);
        database.execute(sql(2) + ToolTable.row(history, 2, sql(2)));
        MigratorRun run = MigratorRun.of(folder(history, 3), database);
        assertThat(run.output()).contains("adopted 1 migration ").contains("1 applied");
        assertThat(database.rows(VERSIONS)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void aRowWithoutAFileIsAheadOrMissing(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 2);
        MigratorRun ahead = MigratorRun.of(folder(history, 1), database);
        assertThat(ahead.code()).as(ahead.output()).isZero();
        assertThat(ahead.output()).contains("the database is ahead of the folder by 1 migration");

        Folder gap = Folder.at(dir.resolve("gap"));
        history.add(gap, 1, sql(1));
        history.add(gap, 3, sql(3));
        MigratorRun missing = MigratorRun.of(gap.path(), database);
        if (history == History.GOLANG_MIGRATE) {
            // Its only row is the one without a file.
            assertThat(missing.output()).contains("number 2 is applied, but its file is missing");
        }
        assertThat(missing.code()).isEqualTo(13);
        assertThat(missing.output()).contains("is applied, but its file is missing");

        assertThat(MigratorRun.of(gap.path(), database, "repair").output())
                .contains("remove its row, because its file is missing")
                .contains("1 to repair; nothing was changed. To repair, run repair --yes");
        assertThat(MigratorRun.of(gap.path(), database).code()).isEqualTo(13);
        assertThat(MigratorRun.of(gap.path(), database, "repair", "--yes").output())
                .contains("1 repaired");
        MigratorRun repaired = MigratorRun.of(gap.path(), database);
        assertThat(repaired.code()).as(repaired.output()).isZero();
        assertThat(repaired.output()).contains("1 applied");
    }

    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "DRIZZLE_1", "PRISMA"})
    void aHashThatIsNotTheFilesIsRefusedAndRepaired(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 2);
        database.execute(
                history == History.PRISMA
                        ? "UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE id = '2'"
                        : "UPDATE drizzle.__drizzle_migrations SET hash = repeat('0', 64) WHERE id"
                                + " = 2");
        Path folder = folder(history, 3);
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output()).contains(history.name(2) + " was changed after it was applied");
        assertThat(MigratorRun.of(folder, database, "repair", "--yes").output())
                .contains("accept the current file as the applied one");
        assertThat(MigratorRun.of(folder, database).output())
                .contains("adopted 2")
                .contains("1 applied");
    }

    @Test
    void whatPrismaFailedAtIsRefusedAndRepaired() throws Exception {
        Postgres database = Postgres.database();
        applied(database, History.PRISMA, 1);
        database.execute(
                "INSERT INTO _prisma_migrations (id, checksum, migration_name, rolled_back_at)"
                        + " VALUES ('8', 'x', '20240101000002_t', now()), ('9', 'x',"
                        + " '20240101000002_t', null)");
        Path folder = folder(History.PRISMA, 2);
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output()).contains("20240101000002_t failed when Prisma applied it");
        assertThat(MigratorRun.of(folder, database, "repair", "--yes").output())
                .contains("remove its failed row, so that it runs again");
        assertThat(MigratorRun.of(folder, database).output())
                .contains("adopted 1")
                .contains("1 applied");
        assertThat(database.rows("SELECT count(rolled_back_at) FROM _prisma_migrations"))
                .containsExactly("2");
    }

    @Test
    void aDirtyDatabaseIsRefusedAndRepaired() throws Exception {
        Postgres database = Postgres.database();
        applied(database, History.GOLANG_MIGRATE, 1);
        database.execute("UPDATE schema_migrations SET version = 2, dirty = true");
        Path folder = folder(History.GOLANG_MIGRATE, 3);
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output()).contains("marked the database as dirty");
        MigratorRun.of(folder, database, "repair", "--yes");
        assertThat(database.rows("SELECT * FROM schema_migrations")).containsExactly("1|f");
        assertThat(MigratorRun.of(folder, database).output())
                .contains("adopted 1")
                .contains("2 applied");
    }

    @Test
    void aTableOfTheSameNameIsRecognizedByItsColumns() throws Exception {
        Postgres database = Postgres.database();
        applied(database, History.DBMATE, 1);
        MigratorRun run = MigratorRun.of(folder(History.GOLANG_MIGRATE, 1), database);
        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output())
                .contains("schema_migrations is not the history of this tool")
                .contains("it has the columns version character varying");
        Postgres other = Postgres.database();
        applied(other, History.GOLANG_MIGRATE, 1);
        Folder dbmates = History.DBMATE.add(Folder.at(dir.resolve("dbmate")), 1, sql(1));
        MigratorRun back = MigratorRun.of(dbmates.path(), other);
        assertThat(back.code()).isEqualTo(13);
        assertThat(back.output()).contains("it has the columns dirty boolean, version bigint");
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatWasRenamedIsFound(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1, 2);
        String table = history.rows().replaceAll(".* FROM (\\S+) .*", "$1");
        database.execute("ALTER TABLE %s RENAME TO my_migrations".formatted(table));
        Path folder = folder(history, 3);
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output())
                .contains("my_migrations contains rows for these migrations")
                .contains("MIGRATE_TOOL_HISTORY_TABLE=my_migrations");
        MigratorRun named = MigratorRun.of(folder, database, "--tool-history-table=my_migrations");
        assertThat(named.output()).contains("adopted 2").contains("1 applied");
    }

    /// Their numbers are short, so that others have the same.
    @ParameterizedTest
    @EnumSource(names = {"GOLANG_MIGRATE", "GOOSE"})
    void aTableOfSomethingElseIsNotTakenForIt(History history) throws Exception {
        String table = history.rows().replaceAll(".* FROM (\\S+) .*", "$1");
        Path folder = folder(history, 2);
        Postgres inAnotherSchema = Postgres.database();
        applied(inAnotherSchema, history, 1, 2);
        inAnotherSchema.execute(
                "DROP TABLE t1, t2; CREATE SCHEMA other; ALTER TABLE %s SET SCHEMA other"
                        .formatted(table));
        assertThat(MigratorRun.of(folder, inAnotherSchema).output()).contains("2 applied");
        Postgres ofMore = Postgres.database();
        applied(ofMore, history, 1, 2, 3);
        ofMore.execute(
                "DROP TABLE t1, t2, t3; ALTER TABLE %s RENAME TO other_migrations"
                        .formatted(table));
        assertThat(MigratorRun.of(folder, ofMore).output()).contains("2 applied");
        Postgres saidToBeNone = Postgres.database();
        applied(saidToBeNone, history, 1, 2);
        saidToBeNone.execute(
                "DROP TABLE t1, t2; ALTER TABLE %s RENAME TO other_migrations".formatted(table));
        assertThat(MigratorRun.of(folder, saidToBeNone).output())
                .contains("set MIGRATE_TOOL_HISTORY_TABLE=" + table);
        assertThat(MigratorRun.of(folder, saidToBeNone, "--tool-history-table=" + table).output())
                .contains("2 applied");
    }

    @ParameterizedTest
    @EnumSource
    void theToolsTableIsReadOnlyOrIgnored(History history) throws Exception {
        Postgres adopting = Postgres.database();
        applied(adopting, history, 1);
        List<String> before = adopting.rows(history.rows());
        MigratorRun run =
                MigratorRun.of(folder(history, 2), adopting, "--tool-history-sync=AdoptOnly");
        assertThat(run.output()).contains("adopted 1").contains("1 applied");
        assertThat(adopting.rows(history.rows())).isEqualTo(before);

        Postgres ignoring = Postgres.database();
        applied(ignoring, history);
        MigratorRun.of(folder(history, 2), ignoring, "--tool-history-sync=Ignore");
        assertThat(ignoring.rows(VERSIONS)).hasSize(2);
        assertThat(ignoring.rows(history.rows())).hasSize(history == History.GOOSE ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaThatWasPushedGetsABaseline(History history) throws Exception {
        Postgres database = Postgres.database();
        database.execute(sql(1) + sql(2));
        Path folder = folder(history, 3);
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output()).contains("with the baseline command");
        assertThat(database.rows(history.rows())).hasSize(history == History.GOOSE ? 1 : 0);

        MigratorRun baseline =
                MigratorRun.of(folder, database, "baseline", "--target", history.name(2));
        assertThat(baseline.output()).contains("2 migrations recorded as applied");
        assertThat(MigratorRun.of(folder, database).output()).contains("1 applied");
        MigratorRun again = MigratorRun.of(folder, database, "baseline");
        assertThat(again.code()).isEqualTo(13);
        assertThat(again.output()).contains("already has a history");
    }

    @ParameterizedTest
    @EnumSource
    void infoShowsEveryMigration(History history) throws Exception {
        Postgres database = Postgres.database();
        applied(database, history, 1);
        MigratorRun.of(folder(history, 2), database, "--tool-history-sync=AdoptOnly");
        MigratorRun run = MigratorRun.of(folder(history, 3), database, "info");
        assertThat(run.code()).isZero();
        List<String> lines = run.output().lines().toList();
        assertThat(lines.get(0)).matches("VERSION +NAME +STATE +WHEN +BY +TOOK +RECORDED IN");
        assertThat(lines.get(1))
                .contains(history.name(1))
                .contains("applied")
                .contains("flyway, " + history.tool().replace("-1", ""));
        assertThat(lines.get(2)).contains("applied").contains(database.name()).endsWith("flyway");
        assertThat(lines.get(3)).contains(history.name(3)).endsWith("pending");
        assertThat(lines.get(4))
                .startsWith("recorded in public.flyway_schema_history and ")
                .endsWith(history.rows().replaceAll(".* FROM (\\S+) .*", "$1"));
        assertThat(lines.get(5)).isEqualTo("2 applied, 1 pending");
    }

    @Test
    void theSchemaOfAPrismaUrlIsWhereEverythingGoes() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(History.PRISMA, 2);
        database.execute("CREATE SCHEMA app");
        MigratorRun run =
                MigratorRun.with(
                        Map.of(
                                "DATABASE_URL",
                                database.url() + "?schema=app",
                                "MIGRATE_DIR",
                                folder.toString()));
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(
                        database.rows(
                                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE"
                                        + " schemaname IN ('app', 'public') ORDER BY 1"))
                .containsExactly(
                        "app._prisma_migrations", "app.flyway_schema_history", "app.t1", "app.t2");
    }

    @Test
    void whatOnlyGooseCanRunIsNamedFileByFile() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir.resolve("code"))
                        .file("1_a.sql", "-- +goose Up\nCREATE TABLE a (x int);")
                        .file("2_b.go", "package m")
                        .file("3_c.sql", "-- +goose Up\nCREATE TABLE c (x int);")
                        .file("4_d.go", "package m");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(18);
        assertThat(run.output()).contains("2_b.go, 4_d.go are pending; 2_b.go is Go code");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
        assertThat(MigratorRun.of(folder.path(), database, "--target=1_a").code()).isZero();
        database.execute("INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, true)");
        MigratorRun rest = MigratorRun.of(folder.path(), database, "--target=3_c");
        assertThat(rest.code()).as(rest.output()).isZero();
        assertThat(rest.output()).contains("adopted 1").contains("1 applied");
    }
}
