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
        assertThat(Script.of(sql).unclosedComment()).as(sql).isEmpty();
    }

    @Test
    void commentIsNotClosed() {
        assertThat(Script.of("create table a();\n/* foo\ncreate table b();").unclosedComment())
                .hasValue(2);
        assertThat(Script.of("select 1; /* a /* b */").unclosedComment()).hasValue(1);
        assertThat(Script.of("select E'\\\\' /* x").unclosedComment()).hasValue(1);
        assertThat(Script.of("/*").unclosedComment()).hasValue(1);
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
                "copy t (a) from stdin;\nit's\t/*\n\\.|select 2;",
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
