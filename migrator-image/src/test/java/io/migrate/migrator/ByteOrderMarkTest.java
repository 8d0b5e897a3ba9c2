package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;

/// A byte order mark in any file of a folder, as editors on Windows write it.
@Timeout(300)
class ByteOrderMarkTest {
    private static final String MARK = "\uFEFF";

    @TempDir Path dir;

    @ParameterizedTest
    @EnumSource
    void inAMigration(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        layout.add(folder, 1, MARK + "CREATE TABLE a ();");
        layout.add(folder, 2, MARK + "-- a comment\n\nCREATE TABLE b ();");
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT to_regclass('a'), to_regclass('b')"))
                .containsExactly("a|b");
    }

    /// Anywhere but at the beginning it is data. Flyway removes it from strings too.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLYWAY")
    void inAStringItStays(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        layout.add(Folder.at(dir), 1, "CREATE TABLE a AS SELECT '%s' AS s;".formatted(MARK));
        assertThat(MigratorRun.of(dir, database).code()).isZero();
        assertThat(database.rows("SELECT s FROM a")).containsExactly(MARK);
    }

    /// Flyway strips the mark of every file that it reads itself.
    @Test
    void inFlywaysOtherFiles() throws Exception {
        Folder.at(dir)
                .file("V1__a.sql", "CREATE TABLE a (i int);\nCREATE INDEX CONCURRENTLY ON a (i);")
                .file("V1__a.sql.conf", MARK + "executeInTransaction=false")
                .file("afterMigrate.sql", MARK + "CREATE TABLE IF NOT EXISTS called ();");
        Postgres database = Postgres.database();
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT to_regclass('called')")).containsExactly("called");
    }

    @Test
    void inLockSnapshotAndJournal() throws Exception {
        Folder prisma =
                Folder.at(dir.resolve("prisma")).file("1_a/migration.sql", "CREATE TABLE a ();");
        Folder drizzle =
                Folder.at(dir.resolve("drizzle"))
                        .file("20240101000000_a/migration.sql", "CREATE TABLE b ();");
        Folder journal = Folder.at(dir.resolve("journal")).file("0_a.sql", "CREATE TABLE c ();");
        for (String dialect : new String[] {"mysql", "postgresql"}) {
            prisma.file("migration_lock.toml", MARK + "provider = \"%s\"".formatted(dialect));
            drizzle.file(
                    "20240101000000_a/snapshot.json",
                    MARK + "{\"dialect\":\"%s\"}".formatted(dialect));
            journal.file(
                    "meta/_journal.json",
                    MARK
                            + "{\"dialect\":\"%s\",\"entries\":[{\"when\":1,\"tag\":\"0_a\"}]}"
                                    .formatted(dialect));
            int expected = dialect.equals("mysql") ? 18 : 0;
            for (Folder folder : new Folder[] {prisma, drizzle, journal}) {
                MigratorRun run = MigratorRun.of(folder.path(), Postgres.database());
                assertThat(run.code()).as(run.output()).isEqualTo(expected);
            }
        }
    }
}
