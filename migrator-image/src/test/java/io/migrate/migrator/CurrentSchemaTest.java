package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The schema of the histories is that of the connection, wherever its search path comes from and
/// whoever migrated first.
@Timeout(300)
class CurrentSchemaTest {
    @TempDir Path dir;

    /// What the search path comes from.
    enum Way {
        DATABASE("ALTER DATABASE %1$s SET search_path = shop, public"),
        ROLE("ALTER ROLE %1$s SET search_path = shop, public"),
        USER("ALTER SCHEMA shop RENAME TO %1$s"),
        OPTIONS("", "?options=-csearch_path%3Dshop"),
        SCHEMA("", "?schema=shop"),
        SEARCH_PATH("", "?search_path=shop,public"),
        SETTING("ALTER SCHEMA shop RENAME TO %1$s", "", "--search-path=\"$user\",public"),
        /// `SET ROLE` brings no search path along.
        SET_ROLE(
                "ALTER ROLE %1$s SET search_path = shop; ALTER ROLE %1$s_owner SET search_path ="
                        + " public",
                "", "--role=%1$s_owner"),
        /// It changes what `"$user"` stands for.
        USER_OF_ROLE("ALTER SCHEMA shop RENAME TO %1$s_owner", "", "--role=%1$s_owner");

        private final String sql;
        private final String parameters;
        private final String argument;

        Way(String sql) {
            this(sql, "");
        }

        Way(String sql, String parameters) {
            this(sql, parameters, "migrate");
        }

        Way(String sql, String parameters, String argument) {
            this.sql = sql;
            this.parameters = parameters;
            this.argument = argument;
        }

        /// The owner of the schema, as which the tool works.
        String owner(Postgres database) {
            return database.name() + (argument.startsWith("--role") ? "_owner" : "");
        }

        String schema(Postgres database) {
            return switch (this) {
                case USER, SETTING, USER_OF_ROLE -> owner(database);
                case DATABASE, ROLE, OPTIONS, SCHEMA, SEARCH_PATH, SET_ROLE -> "shop";
            };
        }

        /// A database whose role has no rights on public.
        Postgres database() throws Exception {
            Postgres database = Postgres.database();
            String owner = owner(database);
            superuser(
                    database,
                    (owner.equals(database.name())
                                    ? ""
                                    : "CREATE ROLE %1$s_owner; GRANT %1$s_owner TO %1$s; ")
                            + "GRANT CREATE ON DATABASE %1$s TO %2$s;"
                            + " CREATE SCHEMA shop AUTHORIZATION %2$s;"
                            + " REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER"
                            + " TO postgres; "
                            + sql,
                    owner);
            return database;
        }

        MigratorRun run(Postgres database, Path folder, String... arguments) throws IOException {
            var all = new ArrayList<String>(List.of(arguments));
            if (!argument.equals("migrate")) {
                all.add(argument.formatted(database.name()));
            }
            return MigratorRun.with(
                    Map.of(
                            "DATABASE_URL",
                            database.url() + parameters,
                            "MIGRATE_DIR",
                            folder.toString()),
                    all.toArray(new String[0]));
        }
    }

    private static void superuser(Postgres database, String sql, String owner) throws Exception {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(database.name(), owner));
        }
    }

    private static Stream<Arguments> everyWay() {
        return Stream.of(Layout.values())
                .flatMap(layout -> Stream.of(Way.values()).map(way -> Arguments.of(layout, way)));
    }

    private static String sql(int i) {
        return "CREATE TABLE t%d (id int);".formatted(i);
    }

    private Folder folder(Layout layout, int count) throws IOException {
        Folder folder = Folder.at(dir.resolve("folder"));
        for (int i = 1; i <= count; i++) {
            layout.add(folder, i, sql(i));
        }
        return folder;
    }

    /// What the tool itself applies, in the schema that it finds.
    private static void tool(
            Layout layout, Folder folder, int i, Way way, Postgres database, boolean isFirst)
            throws Exception {
        if (layout == Layout.FLYWAY) {
            Flyway.configure()
                    .dataSource(
                            "jdbc:" + database.url().replaceFirst("//.*@", "//"),
                            database.name(),
                            Postgres.PASSWORD)
                    .initSql(session(way, database))
                    .locations("filesystem:" + folder.path())
                    .target(Integer.toString(i))
                    .load()
                    .migrate();
            return;
        }
        History history = layout.tool().orElseThrow();
        database.execute(
                session(way, database)
                        + "; "
                        + (isFirst ? ToolTable.create(history) : "")
                        + sql(i)
                        + ToolTable.row(history, i, sql(i)));
    }

    private static String session(Way way, Postgres database) {
        return "SET ROLE %s; SET search_path = %s"
                .formatted(way.owner(database), way.schema(database));
    }

    private static List<String> tables(Postgres database) throws Exception {
        return database.rows(
                """
                SELECT schemaname || '.' || tablename FROM pg_tables
                WHERE schemaname !~ '^pg_|information_schema' AND tablename <> 'anything'
                ORDER BY 1\
                """);
    }

    private static void assertTables(Layout layout, Way way, Postgres database, int count)
            throws Exception {
        String schema = way.schema(database);
        var expected = new ArrayList<String>();
        expected.add(schema + ".flyway_schema_history");
        layout.tool()
                .map(history -> history.rows().replaceAll(".* FROM (\\S+) .*", "$1"))
                .ifPresent(
                        table -> expected.add(table.contains(".") ? table : schema + "." + table));
        for (int i = 1; i <= count; i++) {
            expected.add(schema + ".t" + i);
        }
        assertThat(tables(database)).containsExactlyInAnyOrderElementsOf(expected);
    }

    /// The tool, the migrator, the tool again, the migrator again.
    @ParameterizedTest
    @MethodSource("everyWay")
    void theToolsHistoryIsFound(Layout layout, Way way) throws Exception {
        Postgres database = way.database();
        Folder folder = folder(layout, 2);
        tool(layout, folder, 1, way, database, true);
        MigratorRun run = way.run(database, folder.path());
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 applied");
        assertTables(layout, way, database, 2);

        layout.add(folder, 3, sql(3));
        tool(layout, folder, 3, way, database, false);
        layout.add(folder, 4, sql(4));
        MigratorRun rest = way.run(database, folder.path());
        assertThat(rest.code()).as(rest.output()).isZero();
        assertThat(rest.output()).contains("1 applied");
        assertTables(layout, way, database, 4);
    }

    /// Without a history, and with no right but that to its own schema.
    @ParameterizedTest
    @MethodSource("everyWay")
    void aNewOneIsCreatedThere(Layout layout, Way way) throws Exception {
        Postgres database = way.database();
        Folder folder = folder(layout, 1);
        MigratorRun pending = way.run(database, folder.path(), "validate");
        assertThat(pending.code()).as(pending.output()).isEqualTo(17);
        MigratorRun run = way.run(database, folder.path());
        assertThat(run.code()).as(run.output()).isZero();
        layout.add(folder, 2, sql(2));
        assertThat(way.run(database, folder.path()).output()).contains("1 applied");
        assertTables(layout, way, database, 2);
        assertThat(way.run(database, folder.path(), "validate").output()).contains("nothing to do");
        assertThat(way.run(database, folder.path(), "info").output())
                .contains("recorded in %s.flyway_schema_history".formatted(way.schema(database)));
    }
}
