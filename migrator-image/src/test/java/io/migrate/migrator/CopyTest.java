package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files for psql, with the rows of a COPY that never end, or with commands that only psql knows.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CopyTest {
    private static final String TABLE = "create table t(i int);\n";

    @TempDir Path dir;

    @Test
    void rowsWithoutAnEndRunNothing() throws Exception {
        Postgres database = Postgres.database();
        Folder.at(dir)
                .file("V1__first.sql", "create table first();")
                .file("V2__a.sql", TABLE + "COPY t FROM stdin;\n1\n2");
        MigratorRun run = MigratorRun.of(dir, database);

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains(
                        "V2__a.sql:2 failed: COPY … FROM STDIN has no end (\\.). Nothing was run."
                                + " Fix the file and deploy again.");
        assertThat(run.termination()).contains("\"script\":\"V2__a.sql\",\"line\":2,");
        assertThat(database.rows("SELECT to_regclass('first')")).containsExactly("null");
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatRejectsThem(Layout format) throws Exception {
        format.add(Folder.at(dir), 1, TABLE + "COPY t FROM stdin;\n1\n2");
        MigratorRun run = MigratorRun.of(dir, Postgres.database());

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output()).contains(" has no end (\\.).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\copy t from stdin\ncreate table u(i int);",
                "\\copy t from stdin",
                "\\copy t from stdin;\n1\n\\.\n",
                "\\copy t from '/tmp/x' csv"
            })
    void copyOfPsqlIsNamed(String command) throws Exception {
        Folder.at(dir).file("V1__a.sql", TABLE + command);
        MigratorRun run = MigratorRun.of(dir, Postgres.database());

        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains("V1__a.sql:2 failed: ")
                .contains(
                        "\\copy is a command of psql, which PostgreSQL does not run; use COPY …"
                                + " FROM STDIN with its rows, or SQL.");
    }

    /// Only Flyway reads a callback.
    @Test
    void rowsWithoutAnEndInACallbackEndTheRun() throws Exception {
        Folder.at(dir).file("V1__a.sql", TABLE).file("afterMigrate.sql", "COPY t FROM stdin;\n1\n");
        MigratorRun run = MigratorRun.of(dir, Postgres.database());

        assertThat(run.code()).as(run.output()).isEqualTo(14);
    }

    @Test
    void rowsAreCopied() throws Exception {
        Postgres database = Postgres.database();
        String rows = "COPY t FROM stdin; -- two\n1\n2\n\\.";
        Files.writeString(dir.resolve("V1__a.sql"), TABLE + rows + "\n" + rows);
        MigratorRun run = MigratorRun.of(dir, database);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT sum(i), count(*) FROM t")).containsExactly("6|4");
    }
}
