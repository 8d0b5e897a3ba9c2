package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files that PostgreSQL refuses to run in one transaction, and `MIGRATE_MIXED`.
@Timeout(300)
class MixedStatementsTest {
    private static final String ALLOW = "--mixed=Allow";
    private static final String MIXED =
            "CREATE TABLE b (id int);\nCREATE INDEX CONCURRENTLY i ON b (id);";

    /// PostgreSQL refuses it only when it runs: 55P04.
    private static final String NEW_VALUE =
            "ALTER TYPE mood ADD VALUE 'new';\nCREATE TABLE b AS SELECT 'new'::mood AS mood;";

    /// The same: 2D000.
    private static final String COMMITS = "CREATE TABLE b (id int);\nCALL commits();";

    private static final String FIRST =
            """
            CREATE TABLE a (id int);
            CREATE TYPE mood AS ENUM ('old');
            CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;\
            """;

    @TempDir Path dir;

    private Folder folder(Layout layout, String sql) throws Exception {
        Folder folder = Folder.at(Files.createTempDirectory(dir, "folder"));
        layout.add(folder, 1, FIRST);
        return layout.add(folder, 2, sql);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GOLANG_MIGRATE")
    void nothingRunsUnlessItIsAllowed(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, MIXED).path();
        MigratorRun run = MigratorRun.of(folder, database);

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains(layout.script(2) + " failed: it mixes statements")
                .contains(
                        "(CREATE UNIQUE INDEX in line %d)"
                                .formatted(layout.firstLine() + 1)
                                .replace("UNIQUE ", ""))
                .contains("Nothing was run.")
                .contains("MIGRATE_MIXED=Allow to run the file statement by statement");
        assertThat(database.rows("SELECT to_regclass('a'), to_regclass('flyway_schema_history')"))
                .containsExactly("null|null");

        MigratorRun allowed = MigratorRun.of(folder, database, ALLOW);
        assertThat(allowed.code()).as(allowed.output()).isZero();
        assertThat(allowed.output()).contains("2 applied");
        assertThat(database.rows("SELECT to_regclass('i')")).containsExactly("i");
    }

    private void assertRefusedWhenItRuns(Layout layout, String sql, String state) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, sql).path();
        MigratorRun run = MigratorRun.of(folder, database);

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains(layout.script(2) + ":" + (layout.firstLine() + 1) + " failed: ")
                .contains("SQLSTATE " + state)
                .contains("Its transaction was rolled back.")
                .contains("MIGRATE_MIXED=Allow runs it statement by statement");
        assertThat(database.rows("SELECT to_regclass('a'), to_regclass('b')"))
                .containsExactly("a|null");
        assertThat(database.rows("SELECT success FROM flyway_schema_history")).containsExactly("t");

        MigratorRun allowed = MigratorRun.of(folder, database, ALLOW);
        assertThat(allowed.code()).as(allowed.output()).isZero();
        assertThat(allowed.output()).contains("1 applied, now at " + layout.name(2));
        assertThat(database.rows("SELECT to_regclass('b')")).containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GOLANG_MIGRATE")
    void theUseOfANewValueIsRolledBackUnlessItIsAllowed(Layout layout) throws Exception {
        assertRefusedWhenItRuns(layout, NEW_VALUE, "55P04");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "GOLANG_MIGRATE")
    void aProcedureThatCommitsIsRolledBackUnlessItIsAllowed(Layout layout) throws Exception {
        assertRefusedWhenItRuns(layout, COMMITS, "2D000");
    }

    /// With `x-multi-statement` golang-migrate runs them statement by statement, too.
    @Test
    void golangMigrateNeedsNoPermission() throws Exception {
        for (String sql : new String[] {MIXED, NEW_VALUE, COMMITS}) {
            Postgres database = Postgres.database();
            MigratorRun run = MigratorRun.of(folder(Layout.GOLANG_MIGRATE, sql).path(), database);
            assertThat(run.code()).as(run.output()).isZero();
            assertThat(run.output()).contains("2 applied").contains("statement by statement");
            assertThat(database.rows("SELECT to_regclass('b')")).containsExactly("b");
        }
    }

    /// Its BEGIN was forgotten or is in a comment.
    @ParameterizedTest
    @EnumSource
    void aLoneCommitAtTheEndIsRemoved(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        String sql = "ALTER TABLE a ADD x int;\nALTER TABLE nothere ADD y int;\nCOMMIT;";
        Folder folder = folder(layout, sql);
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains(layout.script(2) + ":" + (layout.firstLine() + 1) + " failed: ")
                .contains("Its transaction was rolled back. Fix the file and deploy again.");
        assertThat(columns(database)).isEqualTo("id");

        String script = layout.script(2);
        folder.file(
                script, Files.readString(folder.path().resolve(script)).replace("nothere", "a"));
        MigratorRun fixed = MigratorRun.of(folder.path(), database);
        assertThat(fixed.code()).as(fixed.output()).isZero();
        assertThat(columns(database)).isEqualTo("id,x,y");
    }

    private static String columns(Postgres database) throws Exception {
        return database.rows(
                        "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE"
                                + " attrelid = 'a'::regclass AND attnum > 0")
                .getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void theWarningNamesTheLineThatEndsATransaction(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                folder(
                        layout,
                        """
                        CREATE TABLE b (id int);

                        ROLLBACK;
                        CREATE TABLE IF NOT EXISTS b (id int);\
                        """);
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains(
                        "warning: %s ends transactions itself in line %d: it runs statement by statement"
                                .formatted(layout.name(2), layout.firstLine() + 2));
    }

    /// The tool runs it in a transaction, which the file rolls back.
    @ParameterizedTest
    @EnumSource
    void whatTheFileRollsBackIsRolledBack(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE TABLE kept AS SELECT 1 AS i");
        Folder folder = folder(layout, "DELETE FROM kept;\nROLLBACK;");
        MigratorRun run = MigratorRun.of(folder.path(), database, "--history-schema=h");

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT i FROM kept")).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void whatPrecedesItsFirstCommitIsOneTransaction(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE TABLE kept AS SELECT 1 AS i");
        Folder folder = folder(layout, "DELETE FROM kept;\nSELECT 1/0;\nCOMMIT;\nSELECT 1;");
        MigratorRun run = MigratorRun.of(folder.path(), database, "--history-schema=h");

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains(":%d failed: division by zero".formatted(layout.firstLine() + 1));
        assertThat(database.rows("SELECT i FROM kept")).containsExactly("1");
    }
}
