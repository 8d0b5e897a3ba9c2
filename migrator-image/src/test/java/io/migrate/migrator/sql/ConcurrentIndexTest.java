package io.migrate.migrator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ConcurrentIndexTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create index concurrently Users_Name on users (name) | users_name on users",
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t (a) | i on s.t",
                "create /* a */ index -- b~ concurrently \"A \"\"b\" on \"S\".\"t\" (a) | A \"b on"
                        + " \"S\".\"t\"",
                "select 1; create index concurrently a on b (c); | a on b",
                "create index concurrently on t (a) |",
                "create index a on b (c) |",
                "drop index concurrently a |",
                "select 'create index concurrently a on b (c)' |"
            })
    void isFound(String line, String expected) {
        String sql = line.replace("~", "\n");
        assertThat(
                        ConcurrentIndex.in(sql).stream()
                                .map(i -> i.name() + " on " + i.table())
                                .toList())
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }
}
