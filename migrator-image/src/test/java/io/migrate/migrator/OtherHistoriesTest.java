package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Histories in other schemas: those that may be meant are refused, and those of tenants are not.
@Timeout(300)
class OtherHistoriesTest {
    private static final String OPTIONS = "?options=-csearch_path%3D";

    @TempDir Path dir;

    private Path folder(Layout layout, int count) throws IOException {
        Folder folder = Folder.at(dir.resolve(layout + "-" + count));
        for (int i = 1; i <= count; i++) {
            layout.add(folder, i, sql(i));
        }
        return folder.path();
    }

    private static String sql(int i) {
        return "CREATE TABLE t%d (id int);".formatted(i);
    }

    private static MigratorRun run(
            Postgres database, String parameters, Path folder, String... arguments)
            throws IOException {
        return MigratorRun.with(
                Map.of(
                        "DATABASE_URL",
                        database.url() + parameters,
                        "MIGRATE_DIR",
                        folder.toString()),
                arguments);
    }

    private static MigratorRun done(MigratorRun run) {
        assertThat(run.code()).as(run.output()).isZero();
        return run;
    }

    private static MigratorRun refused(MigratorRun run) {
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        return run;
    }

    /// The values that the advice of a refusal has for a schema, as arguments.
    private static String[] advised(MigratorRun run, String schema) {
        return Arrays.stream(run.output().split("[\\s;.,]+", -1))
                .filter(word ->
                        word.matches(
                                "MIGRATE_(TOOL_)?HISTORY_(SCHEMA|TABLE)=(%s)".formatted(schema)))
                .map(word ->
                        word.replaceFirst("MIGRATE_", "--")
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                .distinct()
                .toArray(String[]::new);
    }

    private static List<String> tables(Postgres database, String schema) throws Exception {
        return database.rows(
                "SELECT tablename FROM pg_tables WHERE schemaname = '%s' ORDER BY 1"
                        .formatted(schema));
    }

    /// What a tool has left in public, and the search path is `shop, public`.
    private static Postgres migratedInPublic(Layout layout, int... numbers) throws Exception {
        Postgres database = Postgres.database();
        var sql = new StringBuilder("CREATE SCHEMA shop;");
        if (layout == Layout.FLYWAY) {
            sql.append(flywayTable("public"));
        } else {
            sql.append(ToolTable.create(layout.tool().orElseThrow()));
        }
        for (int i : numbers) {
            sql.append(layout == Layout.FLYWAY ? flywayRow("public", i) : row(layout, i));
        }
        database.execute(sql.toString());
        return database;
    }

    private static String row(Layout layout, int i) {
        return ToolTable.row(layout.tool().orElseThrow(), i, sql(i));
    }

    private static String flywayTable(String schema) {
        return """
        CREATE TABLE %s.flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),
            description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000)
            NOT NULL, checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp
            NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);\
        """
                .formatted(schema);
    }

    private static String flywayRow(String schema, int i) {
        return "INSERT INTO %1$s.flyway_schema_history VALUES (%2$d, '%2$d', 't', 'SQL', 'V%2$d__t.sql', 1, 'x', now(), 0, true);"
                .formatted(schema, i);
    }

    /// Whatever its numbers are: the folder has none of them. Drizzle's is elsewhere in any case.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DRIZZLE", "DRIZZLE_1"})
    void aHistoryInAnotherSchemaOfTheSearchPathIsRefused(Layout layout) throws Exception {
        Postgres database = migratedInPublic(layout, 8, 9);
        String path = OPTIONS + "shop,public";
        Path folder = folder(layout, 2);
        List<String> before = tables(database, "public");
        for (String command :
                List.of("migrate", "validate", "wait", "baseline", "dry-run", "repair")) {
            assertThat(refused(run(database, path, folder, command)).output())
                    .contains("there is no history in shop.")
                    .contains("in another schema")
                    .contains("_SCHEMA=public");
        }
        assertThat(done(run(database, path, folder, "info")).output())
                .contains("in another schema")
                .contains("0 applied, 2 pending");
        assertThat(tables(database, "shop")).isEmpty();
        assertThat(tables(database, "public")).isEqualTo(before);

        String[] own = advised(run(database, path, folder), "shop");
        assertThat(own).hasSize(1);
        done(run(database, path, folder, own));
        assertThat(tables(database, "shop")).contains("t1", "t2", "flyway_schema_history");
        assertThat(tables(database, "public")).isEqualTo(before);
    }

    /// The run before wrote both histories to `public`.
    @Test
    void bothHistoriesInAnotherSchema() throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(Layout.GOOSE, 2);
        done(run(database, OPTIONS + "public", folder));
        database.execute("CREATE SCHEMA shop");
        assertThat(refused(run(database, OPTIONS + "shop,public", folder)).output())
                .contains(
                        "public.flyway_schema_history and public.goose_db_version are histories, in"
                                + " another schema.");
    }

    /// An empty one is none, and a schema that is named needs no other.
    @ParameterizedTest
    @EnumSource
    void theSameWithoutTheFault(Layout layout) throws Exception {
        Postgres empty = migratedInPublic(layout);
        done(run(empty, OPTIONS + "shop,public", folder(layout, 2)));
        assertThat(tables(empty, "shop")).contains("t1", "t2");
        for (String parameters : List.of("?schema=shop", "?search_path=shop,public")) {
            if (layout.tool().filter(tool -> tool.rows().contains("drizzle.")).isEmpty()) {
                Postgres named = migratedInPublic(layout, 8, 9);
                done(run(named, parameters, folder(layout, 2)));
                assertThat(tables(named, "shop")).contains("t1", "t2");
            }
        }
    }

    /// That is where it is, and the setting says so.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FLYWAY", "DRIZZLE", "DRIZZLE_1"})
    void itIsAdoptedWhereTheAdviceSays(Layout layout) throws Exception {
        Postgres database = migratedInPublic(layout, 1);
        String path = OPTIONS + "shop,public";
        String[] there = advised(refused(run(database, path, folder(layout, 2))), "public");
        assertThat(done(run(database, path, folder(layout, 2), there)).output())
                .contains("adopted 1 migration")
                .contains("1 applied");
    }

    /// Both histories, written by the migrator when nothing hid public.
    @ParameterizedTest
    @EnumSource
    void aSchemaThatAppearsLaterHidesNothing(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        done(run(database, "", folder(layout, 1)));
        database.execute("CREATE SCHEMA " + database.name());
        MigratorRun hidden = refused(run(database, "", folder(layout, 2)));
        assertThat(tables(database, database.name())).isEmpty();
        MigratorRun found = run(database, "", folder(layout, 2), advised(hidden, "public"));
        assertThat(done(found).output()).contains("1 applied");
    }

    /// One that a migration creates: its own history says that it did not exist before.
    @ParameterizedTest
    @EnumSource
    void aSchemaThatAMigrationCreatesHidesNothing(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("creates"));
        layout.add(
                folder,
                1,
                "CREATE TABLE t1 (id int); -- before\nCREATE SCHEMA IF NOT EXISTS %s;"
                        .formatted(database.name()));
        done(run(database, "", folder.path()));
        layout.add(folder, 2, sql(2));
        for (String command : List.of("migrate", "migrate", "validate", "info")) {
            assertThat(done(run(database, "", folder.path(), command)).output())
                    .doesNotContain("another schema");
        }
        assertThat(tables(database, database.name())).containsExactly("t2");
        assertThat(done(run(database, "", folder.path(), "info")).output())
                .contains("2 applied, 0 pending")
                .contains("recorded in public.flyway_schema_history");
    }

    /// Not on the search path. Other schemas with tables of their own are tenants.
    @ParameterizedTest
    @CsvSource({
        "a, CREATE TABLE a.users (), 0",
        "a, , 13",
        "a, CREATE TABLE a.users (); CREATE TABLE shop.users (), 13",
        "public, CREATE TABLE public.users (), 13"
    })
    void aHistoryOutsideTheSearchPathIsRefusedIfItMayBeMeant(String schema, String sql, int code)
            throws Exception {
        for (Layout layout : Layout.values()) {
            Postgres database = Postgres.database();
            database.execute("CREATE SCHEMA a; CREATE SCHEMA shop");
            Path folder = folder(layout, 2);
            done(run(database, "?schema=" + schema, folder, "--tool-history-schema=" + schema));
            database.execute(
                    "DROP TABLE %1$s.t1, %1$s.t2; %2$s".formatted(schema, sql == null ? "" : sql));
            MigratorRun run = run(database, OPTIONS + "shop", folder);
            assertThat(run.code()).as(layout + run.output()).isEqualTo(code);
            assertThat(run.output()).containsPattern("\\b" + schema + "\\.\\w+_");
            assertThat(tables(database, "shop").contains("t1")).isEqualTo(code == 0);
            // Flyway's own rule: a schema in use needs a baseline.
            boolean isInUse = layout == Layout.FLYWAY && !tables(database, "shop").isEmpty();
            if (code == 13 && !isInUse) {
                done(run(database, OPTIONS + "shop", folder, advised(run, "shop|drizzle")));
                assertThat(tables(database, "shop")).contains("t1", "t2");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tenants(Layout layout) throws Exception {
        boolean isDrizzle = layout.tool().filter(it -> it.rows().contains("drizzle.")).isPresent();
        Postgres database = Postgres.database();
        Path folder = folder(layout, 2);
        database.execute("CREATE SCHEMA a; CREATE SCHEMA b");
        done(run(database, "?schema=a", folder));
        var further = new ArrayList<List<String>>();
        further.add(List.of("?schema=b", "migrate"));
        further.add(List.of("?schema=c", "migrate"));
        further.add(List.of("", "--search-path=d"));
        further.add(List.of(OPTIONS + "b", "--history-schema=b"));
        for (List<String> each : further) {
            String schema = each.toString().replaceAll(".*(?:=|%3D)(\\w).*", "$1");
            if (isDrizzle && tables(database, schema).isEmpty()) {
                MigratorRun shared = run(database, each.get(0), folder, each.get(1));
                assertThat(refused(shared).output())
                        .contains("MIGRATE_TOOL_HISTORY_SCHEMA=" + schema)
                        .contains("a.flyway_schema_history");
                assertThat(tables(database, schema)).isEmpty();
            }
            MigratorRun own =
                    run(
                            database,
                            each.get(0),
                            folder,
                            each.get(1),
                            isDrizzle ? "--tool-history-schema=" + schema : "--timeout=8m");
            done(own);
            assertThat(tables(database, schema)).contains("t1", "t2", "flyway_schema_history");
        }
        for (String schema : List.of("a", "c")) {
            MigratorRun again =
                    run(
                            database,
                            "?schema=" + schema,
                            folder,
                            isDrizzle && !schema.equals("a")
                                    ? "--tool-history-schema=" + schema
                                    : "--timeout=8m");
            assertThat(done(again).output()).contains("nothing to do");
        }
    }

    /// Drizzle itself would find nothing to do.
    @ParameterizedTest
    @EnumSource(names = {"DRIZZLE", "DRIZZLE_1"})
    void rowsOfDrizzleAreNotThoseOfAnEmptySchema(Layout layout) throws Exception {
        Postgres database = migratedInPublic(layout, 1, 2);
        database.execute(sql(1) + sql(2));
        Path folder = folder(layout, 2);
        for (String parameters : List.of("?schema=shop", "?schema=preview", OPTIONS + "shop")) {
            assertThat(refused(run(database, parameters, folder)).output())
                    .contains("drizzle.__drizzle_migrations contains 2 migrations of this folder")
                    .contains("is empty");
        }
        assertThat(done(run(database, "", folder)).output()).contains("adopted 2 migrations");
        done(run(database, "?schema=shop", folder, "--tool-history-schema=shop"));
        assertThat(tables(database, "shop")).contains("t1", "t2", "__drizzle_migrations");
    }

    /// As Drizzle's own schema has no table, or one that is said to be right.
    @Test
    void whatDrizzleAppliedToOtherSchemasIsAdoptedInTheDefaultOne() throws Exception {
        Postgres database = Postgres.database();
        database.execute(
                "CREATE SCHEMA auth; CREATE TABLE auth.users ();"
                        + ToolTable.create(History.DRIZZLE)
                        + ToolTable.row(History.DRIZZLE, 1, "CREATE TABLE auth.users ();"));
        Folder folder = Folder.at(dir.resolve("auth"));
        History.DRIZZLE.add(folder, 1, "CREATE TABLE auth.users ();");
        assertThat(done(run(database, "", folder.path())).output()).contains("adopted 1 migration");
    }

    /// A table of Flyway's that was renamed, of which the schema may be empty.
    @ParameterizedTest
    @EnumSource
    void flywaysTableUnderAnotherNameIsFound(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        Path folder = folder(layout, 1);
        done(run(database, "", folder, "--history-table=old", "--tool-history-sync=Ignore"));
        assertThat(refused(run(database, "", folder)).output())
                .contains("public.old contains rows for these migrations")
                .contains("MIGRATE_HISTORY_TABLE=old");
        done(run(database, "", folder, "--history-table=old", "--tool-history-sync=Ignore"));
    }

    /// Neither in the schema of the histories nor in any other.
    @ParameterizedTest
    @EnumSource
    void aFailedAttemptLeavesNoTables(Layout layout) throws Exception {
        Postgres database = Postgres.database();
        database.execute(
                "CREATE SCHEMA shop; REVOKE CREATE ON SCHEMA shop FROM %1$s"
                        .formatted(database.name()));
        MigratorRun denied =
                run(database, OPTIONS + "shop", folder(layout, 1), "--tool-history-schema=shop");
        assertThat(denied.code()).as(denied.output()).isEqualTo(11);
        assertThat(denied.output()).contains("GRANT USAGE, CREATE ON SCHEMA shop TO ");
        assertThat(
                        database.rows(
                                "SELECT tablename FROM pg_tables WHERE schemaname !~"
                                        + " '^pg_|information_schema'"))
                .isEmpty();
        assertThat(database.rows("SELECT FROM pg_namespace WHERE nspname = 'drizzle'")).isEmpty();
    }
}
