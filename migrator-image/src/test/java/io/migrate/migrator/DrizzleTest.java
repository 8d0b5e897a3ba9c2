package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Drizzle's folders on a real database.
class DrizzleTest {
    private static final String FLYWAY =
            "SELECT version, description, type, script, success FROM flyway_schema_history ORDER BY"
                    + " 1";
    private static final String DRIZZLE =
            "SELECT created_at, length(hash) FROM drizzle.__drizzle_migrations ORDER BY id";

    @TempDir Path dir;

    @Test
    void freshDatabaseGetsTablesAndBothHistories() throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run = MigratorRun.of(Folder.shop(dir).path(), database);

        assertThat(run.output())
                .contains("applied 0001_add_orders in")
                .contains("3 applied, now at 0002_backfill");
        assertThat(run.code()).isZero();
        assertThat(database.rows(FLYWAY))
                .containsExactly(
                        "1700000000000|0000_init|SQL|0000_init.sql|t",
                        "1700000001000|0001_add_orders|SQL|0001_add_orders.sql|t",
                        "1700000002000|0002_backfill|SQL|0002_backfill.sql|t");
        assertThat(database.rows(DRIZZLE))
                .containsExactly("1700000000000|64", "1700000001000|64", "1700000002000|64");
        assertThat(database.rows("SELECT mood FROM users")).containsExactly("ok");
        assertThat(
                        database.rows(
                                "SELECT has_table_privilege('pg_monitor', 'flyway_schema_history',"
                                        + " 'SELECT')"))
                .containsExactly("t");
        assertThat(run.termination())
                .startsWith(
                        "{\"outcome\":\"Done\",\"code\":0,\"to\":\"0002_backfill\",\"count\":3,"
                                + "\"first\":\"0000_init\",\"last\":\"0002_backfill\",\"millis\":");
    }

    @Test
    void secondRunFindsNothingToDo() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isZero();
        assertThat(run.output()).startsWith("nothing to do, at 0002_backfill,");
        assertThat(database.rows(FLYWAY)).hasSize(3);
    }

    @Test
    void migrationAndItsTwoRowsAreOneTransaction() throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(Folder.shop(dir).path(), database);

        assertThat(
                        database.rows(
                                """
                                SELECT f.version FROM flyway_schema_history f
                                JOIN drizzle.__drizzle_migrations d
                                    ON d.created_at = f.version::bigint AND d.xmin = f.xmin\
                                """))
                .hasSize(3);
        assertThat(
                        database.rows(
                                """
                                SELECT f.version FROM flyway_schema_history f
                                JOIN users u ON u.xmin = f.xmin\
                                """))
                .containsExactly("1700000002000");
        assertThat(
                        database.rows(
                                """
                                SELECT f.version FROM flyway_schema_history f
                                JOIN pg_class c ON c.relname = 'orders' AND c.xmin = f.xmin\
                                """))
                .containsExactly("1700000001000");
    }

    @Test
    void adoptsWhatDrizzleHasApplied() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        database.execute(folder.drizzleTable("0000_init", "0001_add_orders", "0002_backfill"));
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isZero();
        assertThat(run.output()).contains("adopted 3 migrations").contains("0 applied");
        assertThat(database.rows(FLYWAY))
                .contains("1700000001000|0001_add_orders|SQL|0001_add_orders.sql|t")
                .hasSize(3);
        assertThat(database.rows("SELECT count(*) FROM users")).containsExactly("1");
    }

    @Test
    void adoptsSomeAndRunsTheRest() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        database.execute(folder.drizzleTable("0000_init"));
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isZero();
        assertThat(run.output()).contains("adopted 1 migration ").contains("2 applied");
        assertThat(database.rows(DRIZZLE)).hasSize(3);
        assertThat(database.rows(FLYWAY)).hasSize(3);
    }

    @Test
    void rowsThatAreAdoptedAreThoseThatFlywayWrites() throws Exception {
        Postgres adopted = Postgres.database();
        Postgres migrated = Postgres.database();
        Folder folder = Folder.shop(dir);
        adopted.execute(folder.drizzleTable("0000_init", "0001_add_orders", "0002_backfill"));
        MigratorRun.of(folder.path(), adopted);
        MigratorRun.of(folder.path(), migrated);

        String query =
                "SELECT installed_rank, version, description, type, script, checksum, success"
                        + " FROM flyway_schema_history ORDER BY 1";
        assertThat(adopted.rows(query)).isEqualTo(migrated.rows(query));
    }

    @Test
    void whatDrizzleSilentlySkippedIsRefused() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        database.execute(folder.drizzleTable("0000_init").concat("CREATE TABLE orders(id int);"));
        database.execute(folder.drizzleTable("0002_backfill"));
        MigratorRun refused = MigratorRun.of(folder.path(), database);

        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains("0001_add_orders is pending, but comes before 0002_backfill")
                .contains("MIGRATE_OUT_OF_ORDER=Apply");
        assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                .containsExactly("null");

        database.execute("DROP TABLE orders");
        MigratorRun applied = MigratorRun.of(folder.path(), database, "--out-of-order", "apply");
        assertThat(applied.output()).contains("1 applied");
        assertThat(
                        database.rows(
                                "SELECT version FROM flyway_schema_history ORDER BY"
                                        + " installed_rank"))
                .containsExactly("1700000000000", "1700000002000", "1700000001000");
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
    }

    @Test
    void aLaterEntryWithAnEarlierStampIsNotSkipped() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        database.execute(folder.drizzleTable("0000_init", "0001_add_orders", "0002_backfill"));
        folder.drizzle("0003_late", 1600000000000L, "CREATE TABLE late (id int);");
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isZero();
        assertThat(
                        database.rows(
                                "SELECT version FROM flyway_schema_history WHERE script ="
                                        + " '0003_late.sql'"))
                .containsExactly("1700000002000.1");
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("nothing to do");
    }

    @Test
    void aChangedFileIsRefused() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        folder.file("0001_add_orders.sql", "CREATE TABLE other (id int);");
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output())
                .contains("error: 0001_add_orders was changed after it was applied.");
        assertThat(run.termination()).startsWith("{\"outcome\":\"HistoryMismatch\",\"code\":13,");
    }

    @Test
    void aFileThatOnlyDrizzleKnowsAndThatChangedIsRefused() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        database.execute(folder.drizzleTable("0000_init", "0001_add_orders"));
        folder.file("0000_init.sql", "CREATE TABLE other (id int);");

        assertThat(MigratorRun.of(folder.path(), database).code()).isEqualTo(13);
    }

    @Test
    void anotherCheckoutWithOtherLineEndsIsNoChange() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        Path file = folder.path().resolve("0001_add_orders.sql");
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));

        assertThat(MigratorRun.of(folder.path(), database).output()).contains("nothing to do");
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir).entry("0003_gone", 1700000003000L);
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output())
                .contains("the journal lists files that are missing: 0003_gone.sql.");
    }

    @Test
    void filesThatTheJournalDoesNotNameAreReportedAndIgnored() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir).file("9999_stray.sql", "SELECT 1/0");
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isZero();
        assertThat(run.output()).contains("warning: 9999_stray.sql is not in the journal");
    }

    @Test
    void anOlderFolderOnANewerSchemaIsAllowedOrBlocked() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        folder.withoutEntry("0002_backfill");
        Files.delete(folder.path().resolve("0002_backfill.sql"));

        MigratorRun allowed = MigratorRun.of(folder.path(), database);
        assertThat(allowed.code()).isZero();
        assertThat(allowed.output())
                .contains("the database is ahead of the folder by 1 migration: 0002_backfill")
                .doesNotContain("warning:");
        assertThat(MigratorRun.of(folder.path(), database, "--newer-schema=block").code())
                .isEqualTo(15);
    }

    @Test
    void aFileMissingInTheMiddleIsRefused() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        folder.withoutEntry("0001_add_orders");
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output()).contains("0001_add_orders is applied, but its file is missing.");
    }

    @Test
    void drizzlesTableIsMaintainedOrIgnored() throws Exception {
        Postgres kept = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), kept, "--tool-history-sync", "adopt-only");
        assertThat(kept.rows("SELECT to_regclass('drizzle.__drizzle_migrations')"))
                .containsExactly("null");

        MigratorRun.of(folder.path(), kept);
        assertThat(kept.rows(DRIZZLE)).hasSize(3);
    }

    @Test
    void searchPathRoleAndHistoryAreRespected() throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE SCHEMA shop; CREATE SCHEMA ours");
        MigratorRun run =
                MigratorRun.of(
                        Folder.shop(dir).path(),
                        database,
                        "--search-path=shop,public",
                        "--history-schema=ours",
                        "--history-table=h",
                        "--tool-history-schema=ours",
                        "--tool-history-table=d");

        assertThat(run.code()).isZero();
        assertThat(
                        database.rows(
                                "SELECT schemaname || '.' || tablename FROM pg_tables WHERE"
                                        + " schemaname IN ('shop', 'ours', 'public') ORDER BY 1"))
                .containsExactly("ours.d", "ours.h", "shop.orders", "shop.users");
    }

    @Test
    void targetIsTheLastToRun() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);

        assertThat(MigratorRun.of(folder.path(), database, "--target", "0001").output())
                .contains("2 applied, now at 0001_add_orders");
        assertThat(MigratorRun.of(folder.path(), database, "--target", "0001").output())
                .contains("nothing to do");
        assertThat(MigratorRun.of(folder.path(), database, "--target", "nonsense").code())
                .isEqualTo(2);
        assertThat(MigratorRun.of(folder.path(), database).output()).contains("1 applied");
    }

    @Test
    void validateAndWaitReportWhatIsPendingAndChangeNothing() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun validate = MigratorRun.of(folder.path(), database, "validate");
        MigratorRun wait = MigratorRun.of(folder.path(), database, "wait", "--timeout", "1s");

        assertThat(List.of(validate.code(), wait.code())).containsExactly(17, 17);
        assertThat(validate.output()).contains("3 migrations pending: 0000_init, 0001_add_orders");
        assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                .containsExactly("null");
        MigratorRun.of(folder.path(), database);
        assertThat(MigratorRun.of(folder.path(), database, "validate").code()).isZero();
        assertThat(MigratorRun.of(folder.path(), database, "wait").code()).isZero();
    }

    /// Drizzle up to 0.45 has no names: stamp or hash are enough.
    @Test
    void aRenamedFileOrAnotherStampIsTheSameMigration() throws Exception {
        Postgres database = Postgres.database();
        Folder before = Folder.at(dir.resolve("before"));
        History.DRIZZLE.add(before, 1, "CREATE TABLE a (i int);");
        History.DRIZZLE.add(before, 2, "CREATE TABLE b (i int);");
        database.execute(before.drizzleTable("0001_t", "0002_t"));
        Folder after =
                Folder.at(dir.resolve("after"))
                        .drizzle("0001_users", History.stamp(1), "CREATE TABLE a (i int);")
                        .drizzle("0002_t", History.stamp(2) + 7, "CREATE TABLE b (i int);");
        MigratorRun run = MigratorRun.of(after.path(), database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("2 adopted, 0 applied, now at 0002_t");
        assertThat(MigratorRun.of(after.path(), database).output()).contains("nothing to do");
    }

    /// Drizzle 1.0 and Prisma know a migration by its name, and would run it again.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE_1", "PRISMA"})
    void aRenamedFolderIsNamed(History history) throws Exception {
        for (boolean isFlywayThere : new boolean[] {true, false}) {
            for (int renamed : new int[] {1, 2}) {
                Postgres database = Postgres.database();
                Folder before = Folder.at(dir.resolve("before" + isFlywayThere + renamed));
                Folder after = Folder.at(dir.resolve("after" + isFlywayThere + renamed));
                for (int i = 1; i <= 2; i++) {
                    String sql = "CREATE TABLE t%d (i int);".formatted(i);
                    history.add(before, i, sql);
                    history.add(after, i == renamed ? i + 4 : i, sql);
                }
                MigratorRun.of(before.path(), database);
                if (!isFlywayThere) {
                    database.execute("DROP TABLE flyway_schema_history");
                }
                MigratorRun run = MigratorRun.of(after.path(), database);
                assertThat(run.code()).as(run.output()).isEqualTo(13);
                assertThat(run.output())
                        .contains(
                                "%s is applied and has no file, but %s has its text. If the file was renamed, give it its old name: under the new one, its tool runs it again."
                                        .formatted(
                                                history.name(renamed), history.name(renamed + 4)))
                        .doesNotContain("is missing")
                        .doesNotContain("IGNORE");
                assertThat(MigratorRun.of(after.path(), database, "info").output())
                        .contains("renamed");
                assertThat(MigratorRun.of(before.path(), database).code()).isZero();
            }
        }
    }
}
