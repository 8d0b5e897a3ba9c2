package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Applied migrations whose files were squashed or removed on purpose.
class MissingFilesTest {
    private static final String PATTERNS = "--ignore-migration-patterns=";
    private static final String SQUASHED = "000000000000_squashed_migrations";
    private static final String SQL = "CREATE TABLE a (i int); CREATE TABLE b (i int);\n";

    @TempDir Path dir;

    private Path folder(Layout layout, String name, int... numbers) throws IOException {
        Folder folder = Folder.at(dir.resolve(name));
        for (int i : numbers) {
            layout.add(folder, i, "CREATE TABLE t%d (id int);".formatted(i));
        }
        return folder.path();
    }

    /// A database with the first three, and a folder that has lost one of them.
    private Postgres applied(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(layout, "all", 1, 2, 3), database);
        return database;
    }

    private static List<String> tables(Postgres database) throws Exception {
        return database.rows(
                "SELECT relname FROM pg_class WHERE relname ~ '^t\\d$' ORDER BY relname");
    }

    @ParameterizedTest
    @EnumSource
    void theyAreRefusedUnlessAPatternSaysOtherwise(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path folder = folder(layout, "less", 2, 3, 4);

        MigratorRun refused = MigratorRun.of(folder, database);
        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains("its file is missing. Restore each file")
                .contains("MIGRATE_IGNORE_MIGRATION_PATTERNS")
                .contains("run.ignoreMigrationPatterns");
        assertThat(MigratorRun.of(folder, database, PATTERNS + "repeatable:missing").code())
                .isEqualTo(13);
        assertThat(MigratorRun.of(folder, database, PATTERNS + "*:future,*:ignored").code())
                .isEqualTo(13);
        assertThat(tables(database)).containsExactly("t1", "t2", "t3");

        MigratorRun run = MigratorRun.of(folder, database, PATTERNS + "*:missing");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("1 applied")
                .containsOnlyOnce(
                        "applied, without a file, and ignored by MIGRATE_IGNORE_MIGRATION_PATTERNS:"
                                + " ");
        assertThat(tables(database)).containsExactly("t1", "t2", "t3", "t4");
        assertThat(MigratorRun.of(folder, database, PATTERNS + "*:missing").output())
                .contains("nothing to do");
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);
    }

    private Path withTextOfRemoved(Layout layout, String name, String text) throws Exception {
        Folder folder = Folder.at(dir.resolve(name));
        layout.add(folder, 2, "CREATE TABLE t2 (id int);");
        layout.add(folder, 3, "CREATE TABLE t3 (id int);");
        layout.add(folder, 4, text);
        return folder.path();
    }

    private Postgres withOneRow(Layout layout, String text) throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE SCHEMA aside; CREATE TABLE aside.runs (id int)");
        Folder folder = Folder.at(dir.resolve("three"));
        layout.add(folder, 1, text);
        layout.add(folder, 2, "CREATE TABLE t2 (id int);");
        layout.add(folder, 3, "CREATE TABLE t3 (id int);");
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
        return database;
    }

    /// The newer row may be that of another branch. golang-migrate counts all below its number as
    /// applied.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"GOLANG_MIGRATE"})
    void aMigrationBeforeANewerRowIsOutOfOrder(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(layout, "before", 1, 3), database);
        Path folder = folder(layout, "after", 1, 2);
        for (String option : List.of("--newer-schema=Allow", PATTERNS + "*:future")) {
            MigratorRun run = MigratorRun.of(folder, database, option);
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output()).contains("is pending, but comes before");
            assertThat(tables(database)).containsExactly("t1", "t3");
        }
        assertThat(MigratorRun.of(folder, database, "--out-of-order=Apply").code()).isZero();
        assertThat(tables(database)).containsExactly("t1", "t2", "t3");
    }

    /// Where a number is the identity, the new file is a migration of its own.
    @ParameterizedTest
    @EnumSource(names = {"FLYWAY", "GOLANG_MIGRATE", "GOOSE", "DBMATE"})
    void aNewFileWithTheTextOfARemovedOneRuns(Layout layout) throws Exception {
        String text = "INSERT INTO aside.runs VALUES (1);";
        Postgres database = withOneRow(layout, text);
        Path folder = withTextOfRemoved(layout, "new", text);
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);
        MigratorRun run = MigratorRun.of(folder, database, PATTERNS + "*:missing");
        assertThat(run.output()).contains("1 applied");
        assertThat(database.rows("SELECT count(*) FROM aside.runs")).containsExactly("2");
    }

    /// Where a name is the identity, it may be the removed one under another name.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE_1", "PRISMA"})
    void aRenamedFileIsNotIgnored(Layout layout) throws Exception {
        for (boolean isFlywayThere : new boolean[] {true, false}) {
            String text = "INSERT INTO aside.runs VALUES (1);";
            Postgres database = withOneRow(layout, text);
            if (!isFlywayThere) {
                database.execute("DROP TABLE flyway_schema_history");
            }
            MigratorRun run =
                    MigratorRun.of(
                            withTextOfRemoved(layout, "renamed", text),
                            database,
                            PATTERNS + "*:missing");
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output()).contains("If the file was renamed, give it its old name");
            assertThat(database.rows("SELECT count(*) FROM aside.runs")).containsExactly("1");
            Path other = withTextOfRemoved(layout, "other", "-- again\n" + text);
            assertThat(MigratorRun.of(other, database, PATTERNS + "*:missing").output())
                    .contains("1 applied");
            assertThat(database.rows("SELECT count(*) FROM aside.runs")).containsExactly("2");
        }
    }

    /// golang-migrate keeps the highest number only, and its file is there.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FLYWAY", "GOLANG_MIGRATE"})
    void soAreThoseThatOnlyTheToolKnows(Layout layout) throws Exception {
        Postgres database = applied(layout);
        database.execute("DROP TABLE flyway_schema_history");
        Path folder = folder(layout, "less", 2, 3, 4);
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);
        MigratorRun run =
                MigratorRun.of(folder, database, PATTERNS + "*:missing:before-first-file");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("2 adopted, 1 applied");
    }

    /// golang-migrate itself refuses that: "no migration found for version 3".
    @Test
    void theNumberThatGolangMigrateReachedMayHaveNoFile() throws Exception {
        Postgres database = applied(Layout.GOLANG_MIGRATE);
        database.execute("DROP TABLE flyway_schema_history");
        Path folder = folder(Layout.GOLANG_MIGRATE, "less", 4);
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);
        MigratorRun run = MigratorRun.of(folder, database, PATTERNS + "*:missing:0003_t");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT * FROM schema_migrations")).containsExactly("4|f");
    }

    @ParameterizedTest
    @EnumSource
    void namesGlobsAndWhatIsBeforeTheFirstFile(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path first = folder(layout, "first", 2, 3);
        Path second = folder(layout, "second", 1, 3);
        String name = layout.name(1);
        for (String allowed :
                List.of(
                        name,
                        name.replaceFirst("1_", "?_"),
                        "*" + name.substring(name.indexOf('_')),
                        "before-first-file")) {
            assertThat(validate(first, database, "*:missing:" + allowed)).as(allowed).isZero();
        }
        for (String other : List.of(layout.name(2), name + "x", "x*", "t")) {
            assertThat(validate(first, database, "*:missing:" + other)).as(other).isEqualTo(13);
        }
        assertThat(validate(second, database, "*:missing:before-first-file")).isEqualTo(13);
        assertThat(validate(second, database, "*:missing:" + layout.name(2))).isZero();
    }

    private static int validate(Path folder, Postgres database, String pattern) throws IOException {
        return MigratorRun.of(folder, database, "validate", PATTERNS + pattern).code();
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandHonorsThePatterns(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path folder = folder(layout, "less", 2, 3);
        String pattern = PATTERNS + "*:missing";
        assertThat(MigratorRun.of(folder, database, "validate", pattern).output())
                .contains("nothing to do");
        assertThat(MigratorRun.of(folder, database, "wait", pattern).code()).isZero();
        assertThat(MigratorRun.of(folder, database, "repair", pattern).output())
                .contains("nothing to repair");
        assertThat(MigratorRun.of(folder, database, "repair").output()).contains("1 to repair");
        assertThat(MigratorRun.of(folder, database, "info", pattern).output())
                .contains("no file, ignored")
                .contains("2 applied, 0 pending, 1 ignored");
        MigratorRun dryRun =
                MigratorRun.of(
                        folder(layout, "more", 2, 3, 4),
                        database,
                        "dry-run",
                        "--yes-on-this-database",
                        pattern);
        assertThat(dryRun.code()).as(dryRun.output()).isZero();
        assertThat(dryRun.output()).contains("1 of 1 tested");
    }

    /// What comes before an ignored migration is out of order, as before any other.
    @ParameterizedTest
    @EnumSource
    void aNewFileMustStillComeAfterThem(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun.of(folder(layout, "all", 1, 3), database);
        Path folder = folder(layout, "other", 1, 2, 4);
        MigratorRun refused = MigratorRun.of(folder, database, PATTERNS + "*:missing");
        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains(
                        "%s is pending, but comes before %s, which is applied"
                                .formatted(layout.name(2), layout.name(3)));
        MigratorRun run =
                MigratorRun.of(folder, database, PATTERNS + "*:missing", "--out-of-order=Apply");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(tables(database)).containsExactly("t1", "t2", "t3", "t4");
    }

    /// `*:future` is what Flyway ignores by default; here, the policy decides about newer ones.
    @ParameterizedTest
    @EnumSource
    void newerOnesMayBeIgnoredOneByOne(Layout layout) throws Exception {
        Postgres database = applied(layout);
        Path folder = folder(layout, "older", 1, 2);
        String block = "--newer-schema=Block";
        assertThat(MigratorRun.of(folder, database, block).code()).isEqualTo(15);
        assertThat(MigratorRun.of(folder, database, block, PATTERNS + "*:future").code()).isZero();
        assertThat(MigratorRun.of(folder, database, "info", PATTERNS + "*:future").output())
                .contains("2 applied, 0 pending, 1 ignored");
        assertThat(
                        MigratorRun.of(
                                        folder,
                                        database,
                                        block,
                                        PATTERNS + "*:future:" + layout.name(2))
                                .code())
                .isEqualTo(15);
    }

    /// In Flyway's folders, newer rows count even if they are ignored.
    @Test
    void theMigrationThatIsAppliedIsNamed() throws Exception {
        Postgres database = applied(Layout.FLYWAY);
        Postgres other = Postgres.database();
        MigratorRun.of(folder(Layout.FLYWAY, "gap", 1, 3), other);
        MigratorRun run =
                MigratorRun.of(folder(Layout.FLYWAY, "two", 1, 2), other, PATTERNS + "*:future");
        assertThat(run.output()).contains("V2__t is pending, but comes before V3__t, which is");
        assertThat(MigratorRun.of(dir.resolve("two"), database, PATTERNS + "*:future").code())
                .isZero();
    }

    @Test
    void aRemovedRepeatableMigrationOfFlyway() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("r")).file("V1__a.sql", "SELECT 1;");
        Path before =
                Folder.at(dir.resolve("before"))
                        .file("V1__a.sql", "SELECT 1;")
                        .file("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1;")
                        .path();
        MigratorRun.of(before, database);
        assertThat(MigratorRun.of(folder.path(), database).code()).isEqualTo(13);
        assertThat(validate(folder.path(), database, "versioned:missing")).isEqualTo(13);
        assertThat(validate(folder.path(), database, "repeatable:missing")).isZero();
        assertThat(validate(folder.path(), database, "*:missing:R__v*")).isZero();
    }

    /// What `prisma migrate resolve --applied` leaves of the squash that Prisma documents.
    private static void squashed(Postgres database, int steps, String began) throws Exception {
        database.execute(
                """
                CREATE TABLE a (i int); CREATE TABLE b (i int);
                CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64)
                    NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs
                    TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT
                    now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
                INSERT INTO _prisma_migrations (id, checksum, started_at, finished_at,
                    migration_name, applied_steps_count) VALUES
                ('1', 'x', '2024-01-01', now(), '20230101000000_a', 1),
                ('2', 'y', '2024-01-02', now(), '20230201000000_b', 1),
                ('3', encode(sha256(convert_to('%s', 'UTF8')), 'hex'), '%s', now(), '%s', %d)\
                """
                        .formatted(SQL, began, SQUASHED, steps));
    }

    private Path squash() throws IOException {
        return Folder.at(dir.resolve("prisma"))
                .file("migration_lock.toml", "provider = \"postgresql\"\n")
                .file(SQUASHED + "/migration.sql", SQL)
                .file("20250101000000_next/migration.sql", "CREATE TABLE t1 (i int);\n")
                .path();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-02", "2024-06-01"})
    void prismasOwnSquashGoesOnByItself(String resolved) throws Exception {
        Postgres database = Postgres.database();
        squashed(database, 0, resolved);
        MigratorRun run = MigratorRun.of(squash(), database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("replaced by a squashed migration: 20230101000000_a, 20230201000000_b")
                .contains("1 adopted, 1 applied");
        assertThat(tables(database)).containsExactly("t1");
        assertThat(MigratorRun.of(squash(), database, "validate").code()).isZero();
        assertThat(MigratorRun.of(squash(), database, "repair").output())
                .contains("nothing to repair");
        assertThat(MigratorRun.of(squash(), database, "info").output())
                .contains("2 applied, 0 pending, 2 ignored");
    }

    @Test
    void aSquashAfterTheMigratorAppliedTheOldFiles() throws Exception {
        Postgres database = Postgres.database();
        Path before =
                Folder.at(dir.resolve("before"))
                        .file("migration_lock.toml", "provider = \"postgresql\"\n")
                        .file("20230101000000_a/migration.sql", "CREATE TABLE a (i int);")
                        .file("20230201000000_b/migration.sql", "CREATE TABLE b (i int);")
                        .path();
        MigratorRun.of(before, database);
        assertThat(MigratorRun.of(squash(), database).code()).isEqualTo(13);
        database.execute(
                """
                INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name)
                VALUES ('3', encode(sha256(convert_to('%s', 'UTF8')), 'hex'), now(), '%s')\
                """
                        .formatted(SQL, SQUASHED));
        MigratorRun run = MigratorRun.of(squash(), database);
        assertThat(run.output()).contains("1 adopted, 1 applied");
        assertThat(run.code()).isZero();
    }

    /// A part of the history was squashed.
    @Test
    void theMessageNamesPrismasOwnWay() throws Exception {
        Postgres database = Postgres.database();
        squashed(database, 1, "2024-06-01");
        Path folder = squash();
        Folder.at(folder).file("20230201000000_b/migration.sql", "CREATE TABLE b (i int);");
        assertThat(MigratorRun.of(folder, database).output())
                .contains("20230101000000_a is applied, but its file is missing")
                .contains("prisma migrate resolve --applied NAME");
        assertThat(MigratorRun.of(folder(Layout.DBMATE, "none", 1), database).output())
                .doesNotContain("prisma migrate");
    }

    /// A squashed migration that ran, and one that was recorded before the missing ones began.
    @Test
    void otherRowsOfPrismaWithoutAFileAreRefused() throws Exception {
        Postgres ran = Postgres.database();
        squashed(ran, 1, "2024-06-01");
        assertThat(MigratorRun.of(squash(), ran).code()).isEqualTo(13);
        Postgres earlier = Postgres.database();
        squashed(earlier, 0, "2023-06-01");
        assertThat(MigratorRun.of(squash(), earlier).code()).isEqualTo(13);
        assertThat(tables(ran)).isEmpty();
    }

    /// Flyway's documented way, which keeps the rows.
    @Test
    void aSquashOfFlyway() throws Exception {
        Postgres database = applied(Layout.FLYWAY);
        Path folder =
                Folder.at(dir.resolve("flyway"))
                        .file("B3__all.sql", "CREATE TABLE t1 (id int);")
                        .file("V4__t.sql", "CREATE TABLE t4 (id int);")
                        .path();
        assertThat(MigratorRun.of(folder, database).code()).isEqualTo(13);
        MigratorRun run = MigratorRun.of(folder, database, PATTERNS + "*:missing");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(tables(database)).containsExactly("t1", "t2", "t3", "t4");
    }

    /// What the tools do: golang-migrate refuses where the file of its number is gone, the others
    /// go on. Their changed files they run as little as we do.
    @ParameterizedTest
    @EnumSource
    void theToolsGoOn(History history) throws Exception {
        Tool tool = Tool.of(history);
        Postgres database = Postgres.database();
        Layout layout = Layout.valueOf(history.name());
        tool.run(folder(layout, "all", 1, 2, 3), database);
        Path changed = layout.add(Folder.at(dir.resolve("all")), 1, "SELECT 1/0;").path();
        if (history != History.DRIZZLE) {
            runs(tool, changed, database);
        }
        boolean isRun = runs(tool, folder(layout, "less", 4), database);
        assertThat(tables(database).contains("t4")).isEqualTo(history != History.GOLANG_MIGRATE);
        assertThat(isRun).isEqualTo(history != History.GOLANG_MIGRATE && history != History.PRISMA);
    }

    /// Prisma's tool in these tests also fails for what its diagnosis says afterwards.
    private static boolean runs(Tool tool, Path folder, Postgres database) throws Exception {
        try {
            tool.run(folder, database);
            return true;
        } catch (IOException e) {
            assertThat(e.getMessage()).doesNotContain("division by zero");
            return false;
        }
    }
}
