package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The values of placeholders: they reach the database, and nothing else.
class PlaceholdersTest {
    private static final String SECRET = "s3cr3t-Value!";

    @TempDir Path dir;

    private MigratorRun run(Postgres database, Map<String, String> more, String... arguments)
            throws Exception {
        return MigratorRun.of(dir, database, more, arguments);
    }

    private MigratorRun run(Postgres database, String... arguments) throws Exception {
        return run(database, Map.of(), arguments);
    }

    private static void assertSilent(MigratorRun run, String... values) {
        assertThat(run.output() + run.termination()).doesNotContain(values);
    }

    @Test
    void valuesReachTheDatabaseAndNothingElse() throws Exception {
        Folder.at(dir)
                .file(
                        "V1__a.sql",
                        "create table ${tenant}_a (v text);\ninsert into ${tenant}_a values"
                                + " ('${secret}'), ('$(HOME)');")
                .file("afterMigrate.sql", "comment on table ${tenant}_a is '${secret}';");
        Postgres database = Postgres.database();
        Map<String, String> values =
                Map.of("MIGRATE_PLACEHOLDER_tenant", "zq7", "MIGRATE_PLACEHOLDER_secret", SECRET);
        MigratorRun trial =
                run(database, values, "dry-run", "--yes-on-this-database", "--log-detail=true");
        assertThat(trial.code()).as(trial.output()).isZero();
        assertThat(trial.output()).contains("1 of 1 tested");
        assertSilent(trial, "zq7", SECRET);

        MigratorRun run = run(database, values, "--log-detail=true");

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT v FROM zq7_a")).containsExactly(SECRET, "$(HOME)");
        assertThat(database.rows("SELECT obj_description('zq7_a'::regclass)"))
                .containsExactly(SECRET);
        assertSilent(run, "zq7", SECRET);
        assertSilent(run(database, values, "info"), "zq7", SECRET);
    }

    /// PostgreSQL quotes what it does not understand.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    select '${short}'::int;                | invalid input syntax for type integer: "${short}"
                    select '${secret}'::int;               | invalid input syntax for type integer: "${secret}"
                    select * from ${tenant}_users;         | relation "${tenant}_users" does not exist
                    do $$ begin raise 'x ${short} y'; end $$; | x ${short} y
                    """)
    void errorsNameThePlaceholder(String sql, String reason) throws Exception {
        Folder.at(dir).file("V1__a.sql", "create table t (i int);\n" + sql);
        Map<String, String> values =
                Map.of(
                        "MIGRATE_PLACEHOLDER_short", "q7",
                        "MIGRATE_PLACEHOLDER_tenant", "acme",
                        "MIGRATE_PLACEHOLDER_secret", SECRET);
        for (String format : new String[] {"text", "json"}) {
            Postgres database = Postgres.database();
            MigratorRun run = run(database, values, "--log-detail=true", "--log-format=" + format);
            assertThat(run.code()).isEqualTo(14);
            assertThat(run.termination()).contains(reason.replace("\"", "\\\""));
            assertSilent(run, "q7", "acme", SECRET);
            assertThat(database.rows("SELECT to_regclass('t')")).containsExactly("null");
            MigratorRun trial = run(database, values, "dry-run", "--yes-on-this-database");
            assertThat(trial.output()).contains(reason);
            assertSilent(trial, "q7", "acme", SECRET);
        }
    }

    /// PostgreSQL quotes what it has read, without the quotes that were doubled.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select '${value}'::int;                 | s3cr3t''-Value!
                    do $$ begin raise '${value}'; end $$;   | s3''cr3t-"V"alue!
                    select * from "${value}";               | s3cr3t""-Value!
                    create role x password '${value}';      | x's3cr3t "alue!
                    select E'${value}'::int;                | s3cr\\\\3t-\\'Value!
                    """)
    void whatPostgresqlHasReadOfAValue(String sql, String value) throws Exception {
        Folder.at(dir).file("V1__a.sql", sql);
        Map<String, String> values = Map.of("MIGRATE_PLACEHOLDER_value", value);
        for (String format : new String[] {"text", "json"}) {
            Postgres database = Postgres.database();
            MigratorRun run = run(database, values, "--log-detail=true", "--log-format=" + format);
            MigratorRun trial =
                    run(database, values, "dry-run", "--yes-on-this-database", "--log-detail=true");
            for (MigratorRun each : new MigratorRun[] {run, trial}) {
                assertThat(each.code()).as(each.output()).isEqualTo(14);
                assertThat(each.output()).contains("${value}");
                assertSilent(each, "s3", "alue!");
            }
        }
    }

    @Test
    void aRepeatableRunsAgainWhenAValueChanges() throws Exception {
        Folder.at(dir)
                .file("V1__a.sql", "create table a (v text);")
                .file("R__r.sql", "insert into a values ('${env}');");
        Postgres database = Postgres.database();
        for (String env : new String[] {"one", "one", "two"}) {
            MigratorRun run = run(database, "--placeholders=env=" + env);
            assertThat(run.code()).as(run.output()).isZero();
        }
        assertThat(database.rows("SELECT v FROM a")).containsExactly("one", "two");
        assertThat(run(database, "validate", "--placeholders=env=two").code()).isZero();
        assertThat(run(database, "validate", "--placeholders=env=three").code()).isEqualTo(17);
    }

    @Test
    void flywaysOwnPlaceholdersRemain() throws Exception {
        Folder.at(dir)
                .file("V1__a.sql", "create table a as select '${flyway:table}' as t, '${x}' as x;")
                .file("R__r.sql", "select '${flyway:user}', '${x}';");
        Postgres database = Postgres.database();
        MigratorRun run = run(database, "--placeholders=x=y");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT * FROM a")).containsExactly("flyway_schema_history|y");
    }

    @Test
    void aValueIsMissingBeforeAnythingRuns() throws Exception {
        Folder.at(dir)
                .file("V1__a.sql", "create table a (i int);")
                .file("V2__b.sql", "create table b (i int);\n\nselect '${given}${gone}';")
                .file("afterMigrate.sql", "select '${after}';");
        Postgres database = Postgres.database();
        MigratorRun run = run(database, "--placeholders=given=1,after=2");
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains(
                        "V2__b.sql:3 failed: the placeholder ${gone} has no value. Nothing was"
                                + " run.");
        MigratorRun callback = run(database, "--placeholders=given=1,gone=2");
        assertThat(callback.code()).isEqualTo(14);
        assertThat(callback.output())
                .contains("afterMigrate.sql:1 failed: the placeholder ${after}");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
        assertThat(run(database, "--placeholders=given=1,gone=2,after=3").code()).isZero();
        // Nothing is pending, so no value is needed.
        assertThat(run(database).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    x        | -     | has an item that is not NAME=VALUE
                    =hidden7 | -     | has an item that is not NAME=VALUE
                    a b=x    | -     | the name of a placeholder is "a b"
                    a=x,A=y  | -     | -
                    -        | hidden7\\n | the value of the placeholder V has a line break
                    """)
    void whatIsNoValueIsRefused(String list, String variable, String reason) throws Exception {
        Folder.at(dir).file("V1__a.sql", "create table a (i int);");
        var environment = new HashMap<String, String>();
        if (list != null) {
            environment.put("MIGRATE_PLACEHOLDERS", list);
        }
        if (variable != null) {
            environment.put("MIGRATE_PLACEHOLDER_V", variable.replace("\\n", "\n"));
        }
        MigratorRun run = run(Postgres.database(), environment);
        assertThat(run.code()).as(run.output()).isEqualTo(reason == null ? 0 : 2);
        assertThat(run.output()).contains(reason == null ? "" : reason);
        assertSilent(run, "hidden7");
    }

    @Test
    void manyOrLongValuesAreRefused() throws Exception {
        Folder.at(dir).file("V1__a.sql", "create table a (i int);");
        Postgres database = Postgres.database();
        var many = new HashMap<String, String>();
        for (int i = 0; i < 129; i++) {
            many.put("MIGRATE_PLACEHOLDER_p" + i, "x");
        }
        assertThat(run(database, many).code()).isEqualTo(2);
        assertThat(run(database, Map.of("MIGRATE_PLACEHOLDER_p", "x".repeat(4097))).code())
                .isEqualTo(2);
        many.remove("MIGRATE_PLACEHOLDER_p0");
        many.put("MIGRATE_PLACEHOLDER_p1", "x".repeat(4096));
        assertThat(run(database, many).code()).isZero();
    }

    @Test
    void gooseSubstitutesBetweenOnAndOff() throws Exception {
        Folder.at(dir)
                .file(
                        "1_a.sql",
                        """
                        -- +goose Up
                        create table a (v text);
                        insert into a values ('${TENANT}');
                        -- +goose ENVSUB ON
                        -- costs $5, and ${UNSET}
                        insert into a values ('$TENANT'), ('${TENANT}'), ('${UNSET:-d}'),
                            ('${UNSET-${TENANT}}'), ('${TENANT:1:2}'), ('$$x'), ('\\$y'), ('${TENANT?gone}');
                        -- +goose StatementBegin
                        do $$$$ begin
                          insert into a values ('do ${TENANT}');
                        end $$$$;
                        -- +goose StatementEnd
                        -- +goose ENVSUB OFF
                        insert into a values ('$TENANT');
                        -- +goose Down
                        -- +goose ENVSUB ON
                        select '${UNSET}';
                        """);
        Postgres database = Postgres.database();
        MigratorRun missing = run(database, Map.of("TENANT", "environment"));
        assertThat(missing.code()).isEqualTo(14);
        assertThat(missing.output())
                .contains("1_a.sql:6 failed: the variable ${TENANT} has no value. Nothing was run.")
                .contains("MIGRATE_PLACEHOLDERS=NAME=VALUE");

        MigratorRun run = run(database, Map.of("MIGRATE_PLACEHOLDER_TENANT", "acme"));

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT v FROM a"))
                .containsExactly(
                        "${TENANT}",
                        "acme",
                        "acme",
                        "d",
                        "acme",
                        "cm",
                        "$x",
                        "$y",
                        "acme",
                        "do acme",
                        "$TENANT");
        // The checksum is that of the file.
        assertThat(run(database, Map.of("MIGRATE_PLACEHOLDER_TENANT", "other")).output())
                .contains("nothing to do");
    }

    @Test
    void gooseRefusesWhatItCannotRead() throws Exception {
        Folder folder =
                Folder.at(dir)
                        .file(
                                "1_a.sql",
                                """
                                -- +goose Up
                                -- +goose ENVSUB ON
                                select $1;
                                -- +goose ENVSUB OFF
                                """);
        Postgres database = Postgres.database();
        MigratorRun run = run(database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output()).contains("1_a.sql:3 failed: between ENVSUB ON and ENVSUB OFF");
        folder.file("1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nselect '$$1';\n");
        assertThat(run(database).code()).isZero();
    }
}
