package io.migrate.migrator.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentsTest {
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
    void isClosed(String sql) {
        assertThat(Comments.unclosed(sql)).as(sql).isEmpty();
    }

    @Test
    void isNotClosed() {
        assertThat(Comments.unclosed("create table a();\n/* foo\ncreate table b();")).hasValue(2);
        assertThat(Comments.unclosed("select 1; /* a /* b */")).hasValue(1);
        assertThat(Comments.unclosed("select E'\\\\' /* x")).hasValue(1);
        assertThat(Comments.unclosed("/*")).hasValue(1);
    }
}
