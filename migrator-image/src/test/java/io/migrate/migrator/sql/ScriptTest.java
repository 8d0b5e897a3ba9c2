package io.migrate.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ScriptTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "select 1; -- /* no\nselect 2;",
                "select 1 /* a /* nested */ one */;",
                "select '/*', 'it''s /*', E'\\'/*';",
                "select \"/*\" from t;",
                "do $$ begin perform '/*'; end $$;",
                "do $a$ /* $$ $a$;",
                "select $1 /* x */;",
                "select name'/*' from t;",
                "select 1 --",
                "--",
                "'unclosed /*"
            })
    void commentIsClosed(String sql) {
        assertThat(Script.of(sql).defect()).as(sql).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table a();~/* foo~create table b(); | 2",
                "select 1; /* a /* b */ | 1",
                "select E'\\\\' /* x | 1",
                "/* | 1"
            })
    void commentIsNotClosed(String marked, int line) {
        assertThat(Script.of(marked.replace("~", "\n")).defect())
                .contains(new Defect(line, "unterminated /* comment"));
    }

    /// `~` stands for a line break, and `\r` for a carriage return.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "copy t from stdin;~1~2~\\.~select 1;|1~2~",
                "copy t from stdin;~1~\\.|1~",
                "copy t from stdin;~\\.~|''",
                "copy t from stdin;~\\.x~a\\.~\\.~|\\.x~a\\.~",
                "copy t from stdin;~1~\\. ~select 1;~copy u from stdin;~2~\\.~|1~",
                "copy t from stdin;\\r~1\\r~\\.\\r~select 1;|1\\r~",
                "COPY t FROM STDIN WITH (FORMAT csv, HEADER);~1~\\.~|1~",
                "copy \"from\".\"a b\"(a, \"from\") from /* ; */ stdin -- ;~where a > 1;~1~\\.~|1~",
                "copy~t~from~stdin~;~1~\\.~|1~",
                "copy t from stdin; -- rows~1~\\.~|1~",
                "copy t from stdin; /* rows */ ~1~\\.~|1~",
                "copy t from stdin;~it's~$$~/*~\\.~select 1;|it's~$$~/*~"
            })
    void findsRows(String marked, String rows) {
        String sql = unmarked(marked);
        Script script = Script.of(sql);
        assertThat(script.defect()).as(sql).isEmpty();
        assertThat(script.endsInQuote()).isFalse();
        Statement copy = script.statements().getFirst();
        CopyData data = copy.data().orElseThrow();
        assertThat(sql.substring(data.start(), data.end())).isEqualTo(unmarked(rows));
        assertThat(sql.substring(0, data.next())).endsWith("\\.");
        assertThat(sql.substring(copy.start(), copy.end()))
                .startsWithIgnoringCase("copy")
                .endsWith(";");
    }

    private static String unmarked(String marked) {
        return marked.replace("~", "\n").replace("\\r", "\r");
    }

    @Test
    void findsRowsAfterManyColumns() {
        String columns = "a_column, ".repeat(1000);
        Script script = Script.of("copy t (%s a) from stdin;\n1\n\\.\n".formatted(columns));
        assertThat(script.statements().getFirst().data()).isPresent();
        assertThat(script.statements()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy (select 1 from stdin) to stdout;",
                "copy t from 'stdin';",
                "copy t from \"stdin\";",
                "copy t from program 'cat';",
                "copy t to stdout;",
                "copy t from stdin_x;",
                "select 'copy t from stdin';",
                "select 1 from copy, t from stdin;",
                "do $$ copy t from stdin $$;"
            })
    void hasNoRows(String sql) {
        Script script = Script.of(sql);
        assertThat(script.statements().getFirst().data()).isEmpty();
        assertThat(script.defect()).isEmpty();
    }

    /// Flyway's parser never returns from most of these.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1;~copy t from stdin;~1~2 | 2 | COPY … FROM STDIN has no end (\\.)",
                "copy t from stdin; | 1 | COPY … FROM STDIN has no end (\\.)",
                "copy t from stdin | 1 | COPY … FROM STDIN has no end (\\.)",
                "copy t from stdin x; | 1 | COPY … FROM STDIN has no end (\\.)",
                "copy t from 'f' stdin; | 1 | COPY … FROM STDIN has no end (\\.)",
                "copy t from stdin~1~\\.~ | 1 | COPY … FROM STDIN has no ; before its rows",
                "copy t from stdin~1~\\.~select 1; | 1 | COPY … FROM STDIN has no ; before its"
                        + " rows",
                "copy t from stdin; select 1;~1~\\. | 1 | COPY … FROM STDIN must be the last"
                        + " statement in its line, because its rows begin in the next one",
                "copy t from stdin; /* a~*/~1~\\. | 1 | COPY … FROM STDIN must be the last"
                        + " statement in its line, because its rows begin in the next one",
                "select 1;~\\copy t from stdin~select 1; | 2 | \\copy is a command of psql, which"
                        + " PostgreSQL does not run; use COPY … FROM STDIN with its rows, or SQL"
            })
    void rejectsRows(String marked, int line, String reason) {
        assertThat(Script.of(unmarked(marked)).defect()).contains(new Defect(line, reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 'a | true",
                "select \"a | true",
                "select $a$ $$ | true",
                "select 'it''s | true",
                "select E'it''s \\' | true",
                "select E'it''s \\''; | false",
                "select 'it''s'; | false",
                "select '\\' | false",
                "select $1; | false",
                "select a$b$c; -- ' | false"
            })
    void endsInQuote(String sql, boolean expected) {
        assertThat(Script.of(sql).endsInQuote()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1; \\FOO x | \\foo is a command of psql, which PostgreSQL does not run; use"
                        + " SQL.",
                "pragma foreign_keys = on | It is written for SQLite (PRAGMA), and does not run on"
                        + " PostgreSQL.",
                "select '\\i' |"
            })
    void knowsOtherSql(String sql, String advice) {
        assertThat(UnsupportedSql.of(sql).map(UnsupportedSql::advice).orElse(null))
                .isEqualTo(advice);
    }

    /// `~` stands for a line break.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\connect other | 1 | \\connect | remove it, and keep what belongs",
                "select 1;~~\\c - postgres | 3 | \\c | a migration runs in the database of the URL",
                "\\i a.sql | 1 | \\i | put the statements of that file here",
                "  \\ir a.sql | 1 | \\ir | make it a migration of its own",
                "\\copy t from 'f' csv | 1 | \\copy | use COPY … FROM STDIN with its rows",
                "\\set a 1 | 1 | \\set | write the values themselves",
                "select 1 as a \\gset | 1 | \\gset | write the values themselves",
                "select 'x'~\\gexec | 2 | \\gexec | use a DO block with EXECUTE",
                "select 'x'\\gexec | 1 | \\gexec | use a DO block with EXECUTE",
                "select (1)\\g | 1 | \\g | end the statement with ; instead",
                "\\echo 'it''s | 1 | \\echo | RAISE NOTICE",
                "\\if true~select 1;~\\endif | 1 | \\if | use IF in a DO block",
                "\\encoding LATIN1 | 1 | \\encoding | save the file as UTF-8",
                "\\timing on | 1 | \\timing | remove it, or use SQL",
                "\\dt+ | 1 | \\dt | remove it, or use SQL",
                "\\! ls | 1 | \\! | remove it, or use SQL",
                "select 1~\\restrict abc | 2 | \\restrict | write it in a line of its own"
            })
    void rejectsCommandsOfPsql(String marked, int line, String command, String advice) {
        assertThat(Script.of(broken(marked)).defect())
                .hasValueSatisfying(defect -> {
                    assertThat(defect.line()).isEqualTo(line);
                    assertThat(defect.reason())
                            .startsWith(
                                    command
                                            + " is a command of psql, which PostgreSQL does not"
                                            + " run; ")
                            .contains(advice);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select '\\connect', E'\\i', \"\\i\", $$\\i$$, $a$ \\copy t from 'f' $a$;",
                "-- \\i a.sql\nselect 1; /* \\echo */",
                "select '\n\\set a 1\n';",
                "do $$ begin\n\\set a 1\nend $$;",
                "copy t from stdin;\n\\N\n\\i\n\\.\nselect 1;",
                "select a\\b;",
                "select \\foo;",
                "set standard_conforming_strings = off; select 'it\\'s \\i ';"
            })
    void findsNoCommandsOfPsql(String sql) {
        Script script = Script.of(sql);
        assertThat(script.defect()).as(sql).isEmpty();
        assertThat(Script.withoutPsql(sql)).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\\restrict a1~select 1;~\\unrestrict a1|            ~select 1;~              ",
                "-- a~~\\restrict a1^~select 1;|-- a~~             ~select 1;",
                "select '\\restrict a';~\\unrestrict a~|select '\\restrict a';~             ~",
                "select $$~\\restrict a~$$;|select $$~\\restrict a~$$;",
                "copy t from stdin;~\\restrict a~\\.~\\unrestrict a|copy t from stdin;~\\restrict"
                        + " a~\\.~             "
            })
    void whatPgDumpWritesForPsqlIsTakenOut(String marked, String expected) {
        String sql = broken(marked);
        assertThat(Script.of(sql).defect()).isEmpty();
        assertThat(Script.withoutPsql(sql)).isEqualTo(broken(expected));
    }

    /// `^` stands for a carriage return.
    private static String broken(String marked) {
        return marked.replace('~', '\n').replace('^', '\r');
    }

    /// `|` stands where one ends and the next begins.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1;|select 2",
                "select ';', \";\", $$;$$, $a$;$a$, E'\\';', U&';';|select 2;",
                "create rule r as on insert to t do also (insert into a values (1); select"
                        + " 2);|select",
                "create function f() returns int begin atomic select case when true then 1 end;"
                        + " select 2; end;|select 3;",
                "create or replace procedure p() language sql begin atomic; insert into t values"
                        + " (1); end;|begin;|commit;",
                "begin;|select case when true then 1 end;|end;",
                "select E'a''\\';', E'b'\n ';\\';' , 'c' '\\';|select 2;",
                "select 1 -- ; no\n;|select a$b$c;|select 2"
            })
    void cuts(String marked) {
        List<String> expected = List.of(marked.split("\\|"));
        String sql = String.join(" ", expected);
        assertThat(
                        Script.of(sql).statements().stream()
                                .map(each -> sql.substring(each.start(), each.end()))
                                .toList())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index concurrently on t (a)",
                "CREATE UNIQUE INDEX /* x */ CONCURRENTLY IF NOT EXISTS i ON t (a)",
                "create -- x\n unique index\tconcurrently i on t (a) where b = ';'",
                "drop index concurrently if exists i",
                "reindex index concurrently i",
                "reindex (verbose) table concurrently t",
                "reindex (concurrently) table t",
                "reindex schema public",
                "alter table p detach partition c concurrently",
                "alter table \"a b\".p detach partition \"c d\" concurrently",
                "vacuum",
                "vacuum (full) t",
                "cluster",
                "cluster verbose",
                "create database d",
                "alter system set a = 1",
                "discard all",
                "drop subscription s"
            })
    void refusesTransaction(String sql) {
        assertThat(Script.of(sql + ";").statements().getFirst().refusesTransaction())
                .as(sql)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index on t (a)",
                "create index \"concurrently\" on t (a)",
                "reindex table t",
                "alter table p detach partition c",
                "alter table p detach partition c finalize",
                "cluster t using i",
                "comment on table t is 'create index concurrently'",
                "refresh materialized view concurrently m",
                "discard temp",
                "create table vacuum (a int)",
                "alter type t add value 'x'"
            })
    void toleratesTransaction(String sql) {
        assertThat(Script.of(sql + ";").statements().getFirst().refusesTransaction())
                .as(sql)
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "begin,BEGIN",
        "BEGIN TRANSACTION,BEGIN",
        "start transaction,BEGIN",
        "begin isolation level serializable,OTHER",
        "commit,COMMIT",
        "commit work,COMMIT",
        "end,COMMIT",
        "commit and chain,OTHER",
        "rollback,OTHER",
        "rollback to savepoint a,NONE",
        "savepoint a,NONE",
        "prepare transaction 'a',OTHER",
        "select 1,NONE",
        "do $$ begin commit; end $$,NONE"
    })
    void knowsControl(String sql, Statement.Control control) {
        assertThat(Script.of(sql + ";").statements().getFirst().control()).isEqualTo(control);
    }

    @ParameterizedTest
    @CsvSource({
        "set standard_conforming_strings = on,false",
        "SET standard_conforming_strings TO on,false",
        "set local standard_conforming_strings=on,false",
        "set standard_conforming_strings = off,true",
        "set session standard_conforming_strings to off,true",
        "set standard_conforming_strings=default,true"
    })
    void knowsWhatChangesStrings(String sql, boolean expected) {
        assertThat(Script.of(sql + ";").statements().getFirst().changesStrings())
                .isEqualTo(expected);
    }

    @Test
    void whatIsTakenOutLeavesLinesWhereTheyAre() {
        Script script = Script.of("/* a */ BEGIN;\nselect 1;\nCOMMIT\n;\nselect 2;");
        List<Statement> control =
                script.statements().stream()
                        .filter(each -> each.control() != Statement.Control.NONE)
                        .toList();
        assertThat(script.without(control))
                .isEqualTo("/* a */       \nselect 1;\n      \n \nselect 2;");
    }
}
