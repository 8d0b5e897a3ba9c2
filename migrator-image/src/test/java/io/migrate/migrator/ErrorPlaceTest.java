package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where a migration failed: file, line, SQLSTATE, and nothing of the statements that the migrator
/// itself sends around it.
@Timeout(300)
class ErrorPlaceTest {
    @TempDir Path dir;

    /// Runs a file in every layout.
    ///
    /// @param line of the SQL, from 1
    /// @param reason how the message goes on after the place
    private void assertFails(Layout layout, String sql, int line, String reason) throws Exception {
        MigratorRun run = run(layout, sql);
        assertPlace(layout, run, ":" + (layout.firstLine() + line - 1), reason);
    }

    private MigratorRun run(Layout layout, String sql) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(Files.createTempDirectory(dir, "folder"));
        layout.add(folder, 1, sql);
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("null");
        assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                .as(run.output())
                .isSubsetOf("null", "flyway_schema_history");
        return run;
    }

    private static void assertPlace(Layout layout, MigratorRun run, String place, String reason) {
        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains("error: " + layout.script(1) + place + " failed: " + reason)
                .doesNotContain("installed_rank", "pg_advisory", "SET ", "INSERT", "Position");
    }

    @ParameterizedTest
    @EnumSource
    void syntax(Layout layout) throws Exception {
        assertFails(
                layout,
                "CREATE TABLE t (i int);\nSELECT 2;\nSELCT 3;\nSELECT 4;",
                3,
                "syntax error at or near \"SELCT\" (SQLSTATE 42601). Its transaction was rolled"
                        + " back.");
    }

    /// PostgreSQL reports an error at the end of its input, which is not the end of the file.
    @ParameterizedTest
    @EnumSource
    void syntaxAtTheEndOfTheFile(Layout layout) throws Exception {
        MigratorRun run = run(layout, "CREATE TABLE t (i int);\nCREATE TABLE u (\n  i int,\n");
        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .containsPattern(
                        "error: %s:[2-5] failed: syntax error at ".formatted(layout.script(1)))
                .contains("(SQLSTATE 42601)")
                .doesNotContain("installed_rank", "INSERT");
    }

    @ParameterizedTest
    @EnumSource
    void runTime(Layout layout) throws Exception {
        assertFails(
                layout,
                "CREATE TABLE t (i int);\nSELECT 2;\nSELECT 1/0;\nSELECT 4;",
                3,
                "division by zero (SQLSTATE 22012). Its transaction was rolled back.");
        assertFails(
                layout,
                "CREATE TABLE t (i int\n  PRIMARY KEY);\n\nINSERT INTO t VALUES (1);\n-- again\n\n"
                        + "INSERT INTO t\n  VALUES (1);",
                7,
                "duplicate key value violates unique constraint \"t_pkey\"; table t (SQLSTATE"
                        + " 23505).");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FLYWAY")
    void aRowOfACopy(Layout layout) throws Exception {
        assertFails(
                layout,
                "CREATE TABLE t (i int);\nCOPY t FROM stdin;\n1\nx\n\\.\n",
                4,
                "invalid input syntax for type integer: \"x\" (SQLSTATE 22P02).");
    }

    /// No line is to blame for what is checked at the COMMIT.
    @ParameterizedTest
    @EnumSource
    void aDeferredConstraint(Layout layout) throws Exception {
        assertPlace(
                layout,
                run(
                        layout,
                        "CREATE TABLE t (i int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);\n"
                                + "INSERT INTO t VALUES (1), (1);"),
                "",
                "COMMIT: duplicate key value violates unique constraint \"t_pkey\"; table t"
                        + " (SQLSTATE 23505). Its transaction was rolled back.");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAFinalSemicolon(Layout layout) throws Exception {
        assertFails(layout, "CREATE TABLE t (i int);\nSELECT 1/0", 2, "division by zero");
        assertFails(layout, "CREATE TABLE t (i int);\nSELECT 1/0 -- end", 2, "division by zero");
        assertFails(
                layout, "CREATE TABLE t (i int);\nSELECT nothere -- end", 2, "column \"nothere\"");
    }

    /// The comment must not swallow what follows the script.
    @ParameterizedTest
    @EnumSource
    void aFinalCommentWithoutALineBreak(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        layout.add(folder, 1, "CREATE TABLE t (i int); -- end");
        layout.add(folder, 2, "INSERT INTO t VALUES (1) -- end");
        layout.add(folder, 3, "INSERT INTO t VALUES (2); /* end */");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT i FROM t")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void anOpenQuote(Layout layout) throws Exception {
        String table = "CREATE TABLE t (i int);\n";
        assertFails(layout, table + "SELECT 'abc;\nSELECT 3;", 2, "unterminated quoted string");
        assertFails(
                layout, table + "SELECT \"abc;\nSELECT 3;", 2, "unterminated quoted identifier");
        assertFails(layout, table + "SELECT $x$abc;\nSELECT 3;", 2, "unterminated dollar-quoted");
    }

    /// Their length in bytes, UTF-16 and characters differs.
    @ParameterizedTest
    @EnumSource
    void afterCharactersOfSeveralBytes(Layout layout) throws Exception {
        String emojis = "-- 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀 é\n".repeat(5);
        String table = "CREATE TABLE t (i text DEFAULT '👩‍👩‍👧‍👦');\n";
        assertFails(layout, emojis + table + "SELCT 3;\nSELECT 4;\n", 7, "syntax error at or near");
        assertFails(
                layout,
                emojis + table + "SELECT '😀' AS a, nothere;\n\n\nSELECT 4;\n",
                7,
                "column \"nothere\" does not exist (SQLSTATE 42703).");
    }

    @ParameterizedTest
    @EnumSource
    void withLineBreaksOfWindows(Layout layout) throws Exception {
        String mark = "\uFEFF";
        assertFails(
                layout,
                mark + "CREATE TABLE t (i int);\r\nSELECT 2;\r\nSELECT 1/0;\r\n",
                3,
                "division by zero");
        assertFails(
                layout,
                mark + "CREATE TABLE t (i int);\r\nSELECT 2;\r\nSELCT 3;\r\n",
                3,
                "syntax error at or near \"SELCT\"");
    }

    @ParameterizedTest
    @EnumSource
    void aByteOrderMark(Layout layout) throws Exception {
        Folder folder = Folder.at(dir);
        layout.add(folder, 1, "\uFEFFCREATE TABLE t (i int);\r\nSELECT 2;\r\n");
        MigratorRun run = MigratorRun.of(folder.path(), Postgres.database());
        assertThat(run.code()).as(run.output()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aNulCharacter(Layout layout) throws Exception {
        assertFails(
                layout,
                "CREATE TABLE t (i int);\nSELECT 'a\0b';",
                2,
                (layout == Layout.FLYWAY
                                ? "insufficient data left in message"
                                : "invalid message format")
                        + " (SQLSTATE 08P01).");
    }
}
