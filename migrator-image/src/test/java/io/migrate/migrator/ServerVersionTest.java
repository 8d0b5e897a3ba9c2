package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/// Migrations for a newer server: with PostgreSQL 14, the error says so; with 18, they run.
@Timeout(300)
class ServerVersionTest {
    private static final String TOO_OLD = "The server is too old for this: ";

    @TempDir Path dir;

    private static int major(Postgres database) throws Exception {
        return Integer.parseInt(
                database.rows("SELECT current_setting('server_version_num')::int / 10000")
                        .getFirst());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE u (id uuid DEFAULT uuidv7()); | uuidv7() | 18",
                "SELECT any_value(a) FROM t; | any_value() | 16",
                "SELECT regexp_count('a', 'a'); | regexp_count() | 15",
                "SELECT random(1, 2); | random(min, max) | 17",
                "MERGE INTO t USING t s ON false WHEN MATCHED THEN DO NOTHING; | MERGE | 15",
                "CREATE UNIQUE INDEX ON t (a) NULLS NOT DISTINCT; | NULLS NOT DISTINCT | 15",
                "CREATE VIEW v WITH (security_invoker) AS SELECT 1; | security_invoker | 15",
                "CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a + 1)); | a virtual generated"
                        + " column | 18",
                "SELECT JSON_EXISTS(jsonb '{}', '$.a'); | json_exists() | 17",
                "SELECT * FROM JSON_TABLE(jsonb '[1]', '$[*]' COLUMNS (a int PATH '$')); |"
                        + " JSON_TABLE | 17",
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT ENFORCED; | NOT ENFORCED | 18",
                "CREATE TABLE o (a int4range, PRIMARY KEY (a WITHOUT OVERLAPS)); | WITHOUT OVERLAPS"
                        + " | 18",
                "SET transaction_timeout = 0; | transaction_timeout | 17"
            })
    void isSaid(String sql, String feature, int since) throws Exception {
        for (Layout layout : new Layout[] {Layout.FLYWAY, Layout.PRISMA}) {
            Postgres database = Postgres.database();
            Path path = dir.resolve(layout.name());
            layout.add(Folder.at(path), 1, "CREATE TABLE t (a int);\nSELECT 1;\n" + sql);
            MigratorRun run = MigratorRun.of(path, database);
            if (major(database) < since) {
                assertThat(run.code()).isEqualTo(14);
                assertThat(run.output())
                        .contains(
                                "%s%s needs PostgreSQL %d, and the server has %d."
                                        .formatted(TOO_OLD, feature, since, major(database)))
                        .doesNotContain("Fix the file");
            } else {
                assertThat(run.output()).doesNotContain(TOO_OLD);
            }
        }
    }

    @Test
    void otherErrorsAreNot() throws Exception {
        Folder.at(dir).file("V1__a.sql", "SELECT mine(1);");
        assertThat(MigratorRun.of(dir, Postgres.database()).output())
                .contains("Fix the file and deploy again.")
                .doesNotContain(TOO_OLD);
    }
}
