package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

/// What a migration sets in its session affects neither the next one nor the histories.
@Timeout(300)
class SettingsOfMigrationsTest {
    private static final String SEEN =
            """
            INSERT INTO public.seen SELECT concat_ws('|', current_user, session_user,
                current_setting('search_path'), current_setting('lock_timeout'),
                current_setting('statement_timeout'), current_setting('standard_conforming_strings'),
                coalesce(current_setting('my.own', true), ''), current_setting('application_name'),
                current_setting('default_transaction_read_only'),
                current_setting('transaction_isolation'), 'a\\b');\
            """;

    @TempDir Path dir;

    private static Postgres database() throws Exception {
        Postgres database = Postgres.database();
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER ROLE %s SUPERUSER".formatted(database.name()));
        }
        database.execute("CREATE SCHEMA elsewhere");
        return database;
    }

    @ParameterizedTest
    @EnumSource
    void noneReachesTheNextMigration(Layout layout) throws Exception {
        List<String> statements =
                List.of(
                        "SET search_path = elsewhere;",
                        "SET ROLE pg_monitor;",
                        "SET SESSION AUTHORIZATION pg_monitor;",
                        "SET lock_timeout = '17s';\nSET statement_timeout = '19min';",
                        "SET standard_conforming_strings = off;",
                        "SET default_transaction_read_only = on;",
                        "SET default_transaction_isolation = 'serializable';",
                        "SET my.own = 'x';\nSET application_name = 'mine';",
                        "SELECT set_config('search_path', 'elsewhere', false);",
                        "BEGIN;\nSET search_path = elsewhere;\nCOMMIT;");
        Postgres database = database();
        Folder folder = Folder.at(dir);
        layout.add(folder, 1, "CREATE TABLE seen (settings text);\n" + SEEN);
        int i = 2;
        for (String statement : statements) {
            layout.add(folder, i++, statement);
            layout.add(folder, i++, SEEN);
            layout.addOutside(folder, i++, statement);
            layout.add(folder, i++, SEEN);
        }
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT DISTINCT settings FROM seen")).hasSize(1);
        assertThat(database.rows("SELECT settings FROM seen")).hasSize(1 + 2 * statements.size());
        assertThat(database.rows("SELECT DISTINCT installed_by FROM flyway_schema_history"))
                .containsExactly(database.name());
        assertThat(database.rows("SELECT count(*) FROM pg_tables WHERE schemaname = 'elsewhere'"))
                .containsExactly("0");
    }

    /// As psql, which sends one statement after another, reads it.
    @ParameterizedTest
    @EnumSource
    void stringsAreReadAsTheStatementBeforeSays(Layout layout) throws Exception {
        Postgres database = database();
        Folder folder = Folder.at(dir);
        layout.add(
                folder,
                1,
                "CREATE TABLE s (i int, text text);\nINSERT INTO s VALUES (1, 'a\\nb');");
        layout.add(
                folder,
                2,
                "SET standard_conforming_strings = off;\nINSERT INTO s"
                        + " VALUES (2, 'a\\nb');\nINSERT INTO s VALUES (3, 'its; \\\\');\nSET"
                        + " standard_conforming_strings = on;\nINSERT INTO s VALUES (4, 'a\\');");
        layout.add(
                folder, 3, "INSERT INTO s VALUES (5, 'a\\nb');\nINSERT INTO s VALUES (6, '\\');");
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT text FROM s ORDER BY i"))
                .containsExactly("a\\nb", "a\nb", "its; \\", "a\\", "a\\nb", "\\");
    }
}
