package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Flyway's folders, beside stock Flyway itself.
class FlywayTest {
    private static final String HISTORY =
            "SELECT installed_rank, version, description, type, script, checksum, installed_by,"
                    + " success FROM flyway_schema_history ORDER BY 1";

    @TempDir Path dir;

    private Folder folder() throws Exception {
        return Folder.at(dir)
                .file(
                        "V1__create_users.sql",
                        "CREATE TABLE users (id int);\r\nSELECT '${flyway:user}';\r\n")
                .file("V1_1__add.sql", "\uFEFFALTER TABLE users ADD name text;")
                .file("deep/V002__index.sql", "CREATE INDEX CONCURRENTLY i ON users (name);")
                .file("V3__late.sql", "VACUUM users; CREATE TABLE late (id int);")
                .file("V3__late.sql.conf", "executeInTransaction=false\n")
                .file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;")
                .file("afterMigrate.sql", "COMMENT ON TABLE users IS 'after';");
    }

    private Flyway stock(Postgres database) {
        return stock(database, "latest");
    }

    private Flyway stock(Postgres database, String target) {
        return Flyway.configure()
                .target(target)
                .dataSource(
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(Postgres.port(), database.name()),
                        database.name(),
                        Postgres.PASSWORD)
                .locations("filesystem:" + dir)
                .mixed(true)
                .load();
    }

    /// With its default lock stock Flyway waits for itself at CREATE INDEX CONCURRENTLY, for ever.
    private void migrateWithStock(Postgres database) {
        migrateWithStock(database, "latest");
    }

    private void migrateWithStock(Postgres database, String target) {
        Flyway flyway = stock(database, target);
        flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        flyway.migrate();
    }

    @Test
    void stockFlywayValidatesAppliedMigrations() throws Exception {
        Postgres database = Postgres.database();
        folder();
        MigratorRun run = MigratorRun.of(dir, database);

        assertThat(run.output()).contains("5 applied, now at R__view");
        assertThat(run.code()).isZero();
        Flyway flyway = stock(database);
        assertThat(flyway.validateWithResult().getAllErrorMessages()).isEmpty();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.migrate().migrationsExecuted).isZero();
        assertThat(database.rows("SELECT obj_description('users'::regclass)"))
                .containsExactly("after");
        assertThat(
                        database.rows(
                                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
                .containsExactly("t");
    }

    @Test
    void tableAndRowsAreThoseOfStockFlyway() throws Exception {
        Postgres ours = Postgres.database();
        Postgres theirs = Postgres.database();
        folder();
        MigratorRun.of(dir, ours);
        migrateWithStock(theirs);

        assertThat(ours.rows(HISTORY.replace("installed_by,", "")))
                .isEqualTo(theirs.rows(HISTORY.replace("installed_by,", "")));
        String columns =
                """
                SELECT attname, format_type(atttypid, atttypmod), attnotnull,
                    (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef
                        WHERE adrelid = attrelid AND adnum = attnum)
                FROM pg_attribute WHERE attrelid = 'flyway_schema_history'::regclass AND attnum > 0\
                """;
        assertThat(ours.rows(columns)).isEqualTo(theirs.rows(columns));
        String indexes =
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'flyway_schema_history' ORDER BY"
                        + " 1";
        assertThat(ours.rows(indexes)).isEqualTo(theirs.rows(indexes));
        String constraints =
                "SELECT conname, contype FROM pg_constraint WHERE contype <> 'n' AND conrelid ="
                        + " 'flyway_schema_history'::regclass";
        assertThat(ours.rows(constraints)).isEqualTo(theirs.rows(constraints));
    }

    /// What [FidelityTest] shows of the other tools.
    @Test
    void aLongHistoryIsTheSameWithMixedRunners() throws Exception {
        int size = History.writeForFlyway(dir);
        assertThat(size).isGreaterThanOrEqualTo(40);
        Postgres theirs = Postgres.database();
        migrateWithStock(theirs);
        Postgres ours = Postgres.database();
        assertThat(MigratorRun.of(dir, ours).output()).contains(size + " applied");
        Postgres shared = Postgres.database();
        for (int stop = 7; stop < size + 10; stop += 10) {
            String target = Integer.toString(Math.min(stop, size));
            if (stop % 20 == 7) {
                migrateWithStock(shared, target);
            } else {
                MigratorRun run = MigratorRun.of(dir, shared, "--target", target);
                assertThat(run.code()).as(run.output()).isZero();
            }
        }

        String rows = HISTORY.replace("installed_by,", "");
        assertThat(Fingerprint.of(theirs)).hasSizeGreaterThan(150);
        for (Postgres each : List.of(ours, shared)) {
            assertThat(Fingerprint.of(each)).isEqualTo(Fingerprint.of(theirs));
            assertThat(each.rows(rows)).isEqualTo(theirs.rows(rows));
            assertThat(stock(each).info().pending()).isEmpty();
            assertThat(stock(each).validateWithResult().getAllErrorMessages()).isEmpty();
            assertThat(MigratorRun.of(dir, each).output()).contains("nothing to do");
        }
    }

    @Test
    void theMigratorContinuesAHistoryOfStockFlyway() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = folder();
        migrateWithStock(database);
        assertThat(MigratorRun.of(dir, database).output()).contains("nothing to do");

        folder.file("V4__more.sql", "CREATE TABLE more (id int);");
        folder.file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users WHERE true;");
        assertThat(MigratorRun.of(dir, database).output()).contains("2 applied");
        assertThat(stock(database).info().pending()).isEmpty();
    }

    @Test
    void baselineFilesStandForWhatIsBelow() throws Exception {
        Postgres ours = Postgres.database();
        Postgres theirs = Postgres.database();
        folder().file("B2__base.sql", "CREATE TABLE users (id int, name text);");
        assertThat(MigratorRun.of(dir, ours).code()).isZero();
        migrateWithStock(theirs);

        String rows =
                "SELECT version, type, script, checksum FROM flyway_schema_history ORDER BY"
                        + " installed_rank";
        assertThat(ours.rows(rows)).isEqualTo(theirs.rows(rows));
        assertThat(MigratorRun.of(dir, ours).output()).contains("nothing to do");
    }

    @Test
    void changedFileOutOfOrderAndMissingFileAreRefused() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = folder();
        MigratorRun.of(dir, database);

        folder.file("V2_5__between.sql", "CREATE TABLE b (id int);");
        MigratorRun outOfOrder = MigratorRun.of(dir, database);
        assertThat(outOfOrder.output()).contains("V2_5__between is pending, but comes before");
        assertThat(outOfOrder.code()).isEqualTo(13);
        assertThat(MigratorRun.of(dir, database, "--out-of-order=Apply").code()).isZero();

        folder.file("V1__create_users.sql", "CREATE TABLE users (id bigint);");
        assertThat(MigratorRun.of(dir, database).output()).contains("V1__create_users was changed");
        Files.delete(dir.resolve("V1__create_users.sql"));
        assertThat(MigratorRun.of(dir, database).output())
                .contains("V1__create_users is applied, but its file is missing.");
    }

    @Test
    void aSchemaInUseWithoutHistoryIsRefused() throws Exception {
        Postgres database = Postgres.database();
        folder();
        database.execute("CREATE TABLE already (id int)");
        MigratorRun run = MigratorRun.of(dir, database);

        assertThat(run.code()).isEqualTo(13);
        assertThat(run.output())
                .contains("schema public has tables, but no history public.flyway_schema_history");
        assertThat(database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo(List.of("already"));
    }

    /// `db/migration` of a program that was unpacked, and after it a folder of the files alone.
    @Test
    void migrationsThatAreCodeAreLeftToFlywayAndAdopted() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir.resolve("classes"))
                        .file("V1__a.sql", "CREATE TABLE a (id int);")
                        .file("V2__Fill.class", "\u0000")
                        .file("V2__Fill$1.class", "\u0000")
                        .file("V3__c.sql", "CREATE TABLE c (id int);");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(18);
        assertThat(run.output()).contains("V2__Fill.class is pending, and is code");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");

        assertThat(MigratorRun.of(folder.path(), database, "--target=1").output())
                .contains("1 applied");
        database.execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                        + " script, installed_by, execution_time, success) VALUES (2, '2', 'Fill',"
                        + " 'JDBC', 'db.migration.V2__Fill', 'app', 1, true)");
        MigratorRun rest = MigratorRun.of(folder.path(), database);
        assertThat(rest.output()).contains("1 applied, now at V3__c");
        Folder files =
                Folder.at(dir.resolve("files"))
                        .file("V1__a.sql", "CREATE TABLE a (id int);")
                        .file("V3__c.sql", "CREATE TABLE c (id int);")
                        .file("V4__d.sql", "CREATE TABLE d (id int);");
        MigratorRun more = MigratorRun.of(files.path(), database);
        assertThat(more.output()).contains("1 applied, now at V4__d");
        assertThat(MigratorRun.of(files.path(), database, "repair").output())
                .contains("nothing to repair");
    }

    @Test
    void whatFailedOutsideATransactionIsReportedTheNextTime() throws Exception {
        Postgres database = Postgres.database();
        folder().file(
                        "V9__broken.sql",
                        "VACUUM users; CREATE INDEX CONCURRENTLY j ON nowhere (name);");
        MigratorRun first = MigratorRun.of(dir, database);
        MigratorRun second = MigratorRun.of(dir, database);

        assertThat(first.code()).isEqualTo(14);
        assertThat(first.output()).contains("outside a transaction");
        assertThat(second.code()).isEqualTo(13);
        assertThat(second.output()).contains("V9__broken failed in an earlier run");
    }

    /// Files that end transactions as people have them, and one that cannot be in any.
    private Folder withOwnTransactions() throws Exception {
        return Folder.at(dir)
                .file("B1__base.sql", "BEGIN;\r\nCREATE TABLE base (a int);\r\nCOMMIT;\r\n")
                .file("V2__own.sql", "\uFEFFBEGIN;\nCREATE TABLE own (a int);\nCOMMIT;\n")
                .file(
                        "V3__two.sql",
                        "START TRANSACTION;\nINSERT INTO own VALUES (1);\nEND;\nBEGIN;\nINSERT INTO"
                                + " own VALUES (length('${flyway:table}'));\nCOMMIT;")
                .file(
                        "V4__apart.sql",
                        "BEGIN;\nINSERT INTO own VALUES (3);\nCOMMIT;\n"
                                + "CREATE INDEX CONCURRENTLY own_a ON own (a);")
                .file("V5__declared.sql", "BEGIN;\nINSERT INTO own VALUES (4);\nCOMMIT;")
                .file("V5__declared.sql.conf", "executeInTransaction=false\n")
                .file("R__view.sql", "BEGIN; CREATE OR REPLACE VIEW v AS SELECT 1 AS a; COMMIT;")
                .file(
                        "R__user.sql",
                        "BEGIN; CREATE OR REPLACE VIEW u AS SELECT '${flyway:table}' AS a;"
                                + " COMMIT;");
    }

    @Test
    void aFilesOwnTransactionsAreTakenOffAndStockFlywayValidatesIt() throws Exception {
        Postgres ours = Postgres.database();
        Postgres theirs = Postgres.database();
        withOwnTransactions();
        MigratorRun run = MigratorRun.of(dir, ours);
        migrateWithStock(theirs);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("7 applied")
                .contains(
                        "V4__apart begins and ends transactions, and has statements that cannot run"
                                + " in one: it")
                .contains(
                        "R__user is a repeatable migration with placeholders that begins and ends"
                                + " transactions")
                .doesNotContain("V2__own begins")
                .doesNotContain("V3__two begins")
                .doesNotContain("R__view begins");
        assertThat(ours.rows(HISTORY.replace("installed_by,", "")))
                .isEqualTo(theirs.rows(HISTORY.replace("installed_by,", "")));
        assertThat(stock(ours).validateWithResult().getAllErrorMessages()).isEmpty();
        assertThat(stock(ours).info().pending()).isEmpty();
        assertThat(Fingerprint.of(ours)).isEqualTo(Fingerprint.of(theirs));
        assertThat(
                        ours.rows(
                                "SELECT f.version FROM flyway_schema_history f JOIN own o ON"
                                        + " o.xmin = f.xmin ORDER BY 1"))
                .containsExactly("3", "3");
        assertThat(
                        ours.rows(
                                "SELECT f.version FROM flyway_schema_history f JOIN pg_class c ON"
                                        + " c.relname IN ('base', 'v') AND c.xmin = f.xmin"))
                .containsExactlyInAnyOrder("1", "null");
    }

    @Test
    void statementsAfterAFilesOwnCommitAreRolledBackWithIt() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file(
                                "V1__own.sql",
                                "BEGIN;\nCREATE TABLE own (a int);\nCOMMIT;\nSELECT 1/0;");
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains("V1__own.sql:4 failed")
                .contains("Its transaction was rolled back");
        assertThat(database.rows("SELECT to_regclass('own')")).containsExactly("null");

        folder.file("V1__own.sql", "CREATE TABLE own (a int);\nROLLBACK;\nCREATE TABLE b (a int);");
        MigratorRun other = MigratorRun.of(dir, database);
        assertThat(other.code()).isZero();
        assertThat(other.output()).contains("V1__own ends transactions itself");
        String tables = "SELECT to_regclass('own') IS NULL, to_regclass('b') IS NULL";
        assertThat(database.rows(tables)).containsExactly("t|f");
        Postgres theirs = Postgres.database();
        migrateWithStock(theirs);
        assertThat(theirs.rows(tables)).containsExactly("t|f");
    }
}
