package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/// Files of dbmate and goose whose annotations their tool refuses, and those that it does not.
@Timeout(300)
class AnnotatedFilesTest {
    @TempDir Path dir;

    private MigratorRun run(String text, Postgres database) throws Exception {
        Folder.at(dir).file("1_a.sql", text.replace('~', '\n'));
        return MigratorRun.of(dir, database);
    }

    /// `~` stands for a line break.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- migrate:up~SELECT 1;~-- migrate:up~SELECT 2;~-- migrate:down~"
                        + " | has -- migrate:up in line 1 and again in line 3, and no"
                        + " -- migrate:down between them, which dbmate refuses.",
                "-- migrate:up~SELECT 1;~-- migrate:down~-- migrate:up~SELECT 2;~-- migrate:down~"
                        + " | has -- migrate:up in line 1 and again in line 4; dbmate applies the"
                        + " first section, and fails at the second.",
                "-- migrate:up~SELECT 1;~-- migrate:down~-- migrate:down~"
                        + " | has -- migrate:down in line 3 and again in line 4, and no"
                        + " -- migrate:up between them, which dbmate refuses.",
                "-- migrate:down~DROP TABLE a;~-- migrate:up~SELECT 1;~-- migrate:down~"
                        + " | has -- migrate:down in line 1, before -- migrate:up in line 3, which"
                        + " dbmate refuses.",
                "-- a~SELECT 1;~-- migrate:up~SELECT 1;~-- migrate:down~"
                        + " | has a statement in line 2, before -- migrate:up in line 3, which"
                        + " dbmate refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Up~SELECT 2;"
                        + " | has -- +goose Up in line 1 and again in line 3, which goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Down~-- +goose Up~SELECT 2;"
                        + " | has -- +goose Up in line 1 and again in line 4, which goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Down~-- +goose Down~"
                        + " | has -- +goose Down in line 3 and again in line 4, which goose"
                        + " refuses.",
                "-- +goose Down~SELECT 1;~-- +goose Up~SELECT 1;"
                        + " | has -- +goose Down in line 1, before -- +goose Up, which goose"
                        + " refuses.",
                "SELECT 1;~-- +goose Up~SELECT 1;"
                        + " | has a statement in line 1, before -- +goose Up, which goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Sideways~"
                        + " | has an annotation in line 3 that is unknown, which goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Down~-- +goose Sideways~"
                        + " | has an annotation in line 4 that is unknown, which goose refuses.",
                "-- +goose Up~  -- +goose NO TRANSACTION~SELECT 1;"
                        + " | has an annotation in line 2 that does not begin its line, which goose"
                        + " refuses.",
                "-- +goose StatementBegin~-- +goose Up~SELECT 1;"
                        + " | has -- +goose StatementBegin in line 1, before -- +goose Up, which"
                        + " goose refuses.",
                "-- +goose Up~-- +goose StatementBegin~SELECT 1;"
                        + " | has -- +goose StatementBegin in line 2 without StatementEnd, which"
                        + " goose refuses.",
                "-- +goose Up~-- +goose StatementBegin~SELECT 1;~-- +goose Down~"
                        + " | has -- +goose StatementBegin in line 2 without StatementEnd, which"
                        + " goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose Down~-- +goose StatementBegin~SELECT 1;"
                        + " | has -- +goose StatementBegin in line 4 without StatementEnd, which"
                        + " goose refuses.",
                "-- +goose Up~-- +goose StatementBegin~-- +goose StatementBegin~"
                        + " | has -- +goose StatementBegin in line 2 and again in line 3, and no"
                        + " -- +goose StatementEnd between them, which goose refuses.",
                "-- +goose Up~SELECT 1;~-- +goose StatementEnd~"
                        + " | has -- +goose StatementEnd in line 3 without StatementBegin, which"
                        + " goose refuses."
            })
    void whatItsToolRefusesIsRefused(String text, String defect) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run = run(text, database);
        assertThat(run.code()).as(run.output()).isEqualTo(18);
        assertThat(run.output()).contains("1_a.sql " + defect + " Nothing was run. ");
        assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                .containsExactly("null");
        Tool tool = Tool.of(text.contains("goose") ? History.GOOSE : History.DBMATE);
        assertThat(refuses(tool, database)).isTrue();
    }

    private boolean refuses(Tool tool, Postgres database) throws Exception {
        try {
            tool.run(dir, database);
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- migrate:up~CREATE TABLE t ();~-- migrate:down~SELECT 1/0;~",
                "-- a~~  -- b~--  migrate:up\r~CREATE TABLE t ();~-- migrate:down\r~SELECT 1/0;~",
                "-- migrate:up transaction:false~CREATE TABLE t ();~-- migrate:down"
                        + " transaction:false~",
                "-- migrate:up~CREATE TABLE t ();~  -- migrate:up~-- migrate:down~  --"
                        + " migrate:down",
                "-- migrate:up~CREATE TABLE t ();~-- migrate:upwards~-- migrate:down~",
                "-- +goose Up~CREATE TABLE t ();~",
                "-- a~~-- +goose NO TRANSACTION~-- +goose up~CREATE TABLE t ();~-- +goose"
                        + " DOWN~SELECT 1/0;~",
                "-- +goose Up~-- +goose StatementBegin~CREATE TABLE t ()~-- +goose StatementEnd~--"
                    + " +goose Down~-- +goose StatementBegin~SELECT 1/0~-- +goose StatementEnd~",
                "--+goose Up~CREATE TABLE t (); -- last;~-- a comment~~-- +goose Down~SELECT 1/0"
            })
    void whatItsToolRunsIsRunWithoutAWord(String text) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run = run(text, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("warning");
        assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("t");
        Tool tool = Tool.of(text.contains("goose") ? History.GOOSE : History.DBMATE);
        assertThat(refuses(tool, Postgres.database())).isFalse();
        assertThat(tool.run(dir, database)).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- migrate:up~CREATE TABLE t ();~ | there is no -- migrate:down at the beginning"
                        + " of a line in 1_a.sql. The migrator does not need it, but dbmate refuses"
                        + " such a file.",
                "-- migrate:up~CREATE TABLE t ();~  -- migrate:down~SELECT 1/0;"
                        + " | there is no -- migrate:down at the beginning of a line in 1_a.sql.",
                "\uFEFF-- migrate:up~CREATE TABLE t ();~-- migrate:down~ | 1_a.sql: a byte order"
                        + " mark precedes the text. The migrator passes over it, but dbmate refuses"
                        + " such a file.",
                "\uFEFF-- a header~-- migrate:up~CREATE TABLE t ();~-- migrate:down~"
                        + " | 1_a.sql: a byte order mark precedes the text.",
                "-- migrate:up transaction=false~CREATE TABLE t ();~-- migrate:down~"
                        + " | 1_a.sql:1 has the option transaction=false, which means nothing to"
                        + " dbmate; it is ignored.",
                "-- +goose Up~CREATE TABLE t ()~-- +goose Down~SELECT 1/0; | the last statement has"
                    + " no ; in 1_a.sql. The migrator does not need it, but goose refuses such a"
                    + " file.",
                "-- +goose Up~CREATE TABLE t ()" + " | the last statement has no ; in 1_a.sql.",
                "\uFEFF-- +goose Up~CREATE TABLE t (); | 1_a.sql: a byte order mark precedes the"
                        + " text. The migrator passes over it, but goose refuses such a file.",
                "\uFEFF-- a header~-- +goose Up~CREATE TABLE t ();"
                        + " | 1_a.sql: a byte order mark precedes the text."
            })
    void whatIsClearRunsWithAWarning(String text, String warning) throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run = run(text, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("warning: " + warning);
        assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("t");
        if (!text.contains("transaction=false")) {
            Tool tool = Tool.of(text.contains("goose") ? History.GOOSE : History.DBMATE);
            assertThat(refuses(tool, Postgres.database())).isTrue();
        }
    }

    /// Older versions of a tool accepted more.
    @Test
    void whatIsAppliedIsNotJudged() throws Exception {
        Postgres database = Postgres.database();
        assertThat(run("-- migrate:up~SELECT 1;~-- migrate:down~", database).code()).isZero();
        database.execute(
                "TRUNCATE flyway_schema_history; INSERT INTO schema_migrations VALUES ('2')");
        Folder.at(dir)
                .file("2_b.sql", "-- migrate:up\nSELECT 1;\n-- migrate:up\n-- migrate:down\n");
        MigratorRun adopting = MigratorRun.of(dir, database);
        assertThat(adopting.code()).as(adopting.output()).isZero();
        Folder.at(dir)
                .file("3_c.sql", "-- migrate:up\nSELECT 1;\n-- migrate:up\n-- migrate:down\n");
        for (String command : new String[] {"migrate", "dry-run", "validate"}) {
            MigratorRun run = MigratorRun.of(dir, database, command);
            assertThat(run.code()).as(run.output()).isEqualTo(18);
            assertThat(run.output()).contains("3_c.sql has -- migrate:up in line 1 and again");
        }
    }

    /// What the error says can be copied.
    @ParameterizedTest
    @ValueSource(strings = {"goose", "goose with a quote", "flyway"})
    void codeNamesTheTargetBeforeIt(String kind) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        String target =
                switch (kind) {
                    case "goose" -> {
                        folder.file("1_a.sql", "-- +goose Up\nCREATE TABLE t ();")
                                .file("2_b.go", "package x")
                                .file("3_c.sql", "-- +goose Up\nSELECT 1/0;");
                        yield "1_a";
                    }
                    case "goose with a quote" -> {
                        folder.file("1_it's a.sql", "-- +goose Up\nCREATE TABLE t ();")
                                .file("2_b.go", "package x");
                        yield "'1_it'\\''s a'";
                    }
                    default -> {
                        folder.file("V1__a.sql", "CREATE TABLE t ();")
                                .file("V2__B.java", "class V2__B {}");
                        yield "V1__a";
                    }
                };
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isEqualTo(18);
        assertThat(run.output())
                .contains(
                        "To run only what comes before it: --target=%1$s, or MIGRATE_TARGET=%1$s."
                                .formatted(target));
        String plain = target.replace("'\\''", "\0").replace("'", "").replace('\0', '\'');
        MigratorRun before = MigratorRun.of(dir, database, "--target=" + plain);
        assertThat(before.code()).as(before.output()).isZero();
        assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("t");
        assertThat(MigratorRun.of(dir, database).output())
                .contains("Nothing that is pending comes before it.");
    }

    @Test
    void downFilesOfGolangMigrateBelongByNumber() throws Exception {
        Folder folder =
                Folder.at(dir)
                        .file("1_a.up.sql", "SELECT 1;")
                        .file("0001_b.down.sql", "SELECT 1/0;");
        MigratorRun pair = MigratorRun.of(dir, Postgres.database());
        assertThat(pair.code()).as(pair.output()).isZero();
        assertThat(pair.output()).doesNotContain("warning");
        folder.file("2_b.down.sql", "SELECT 1/0;").file("1_c.down.sql", "SELECT 1/0;");
        assertThat(MigratorRun.of(dir, Postgres.database()).output())
                .contains("warning: 2_b.down.sql has the number of no .up.sql; it is ignored.")
                .contains(
                        "warning: 1_c.down.sql has the same number as 0001_b.down.sql, which"
                                + " golang-migrate refuses; both are ignored.");
    }
}
