package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.configuration.ConfigUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Flyway's own configuration, beside stock Flyway with the same.
class FlywayConfigurationTest {
    private static final String HISTORY =
            "SELECT installed_rank, version, description, type, script, checksum, success FROM %s"
                    + " ORDER BY 1";

    @TempDir Path dir;
    @TempDir Path elsewhere;

    private MigratorRun run(Postgres database, Map<String, String> more, String... arguments)
            throws Exception {
        return MigratorRun.of(dir, database, more, arguments);
    }

    private MigratorRun run(Postgres database, String... arguments) throws Exception {
        return run(database, Map.of(), arguments);
    }

    /// Stock Flyway with the text of a `flyway.conf`.
    private Flyway stock(Postgres database, String conf) {
        Map<String, String> properties =
                ConfigUtils.loadConfigurationFromReader(new StringReader(conf));
        properties.computeIfPresent(
                "flyway.locations",
                (_, all) -> all.replace("filesystem:", "filesystem:" + dir + "/"));
        FluentConfiguration configuration =
                Flyway.configure()
                        .locations("filesystem:" + dir)
                        .dataSource(
                                "jdbc:postgresql://127.0.0.1:%d/%s"
                                        .formatted(Postgres.port(), database.name()),
                                database.name(),
                                Postgres.PASSWORD)
                        .configuration(properties);
        return configuration.load();
    }

    private Folder folder() throws Exception {
        return Folder.at(dir)
                .file("V1__a.sql", "create table a (v text); insert into a values ('${env}');")
                .file("R__v.sql", "create or replace view v as select '${ENV}' as env, v from a;");
    }

    /// Each line is a file; `~` is a line break in it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    flyway.placeholders.env=prod                                      | flyway_schema_history
                    # c~! d~flyway.placeholders.env = a b \\ c~flyway.cleanDisabled=true | flyway_schema_history
                    flyway.placeholders.env : x\\~  y                                  | flyway_schema_history
                    flyway.placeholders.env=prod~flyway.table=other                   | other
                    flyway.placeholders.env=prod~flyway.placeholders.unused=x~flyway.defaultSchema=shop | shop.flyway_schema_history
                    flyway.placeholders.env=prod~flyway.schemas=shop~flyway.table=h   | shop.h
                    flyway.placeholderReplacement=false                               | flyway_schema_history
                    flyway.placeholderPrefix=$[~flyway.placeholderSuffix=]            | flyway_schema_history
                    """)
    void theSameAsFlywayItself(String written, String table) throws Exception {
        String conf = written.replace('~', '\n');
        folder().file("flyway.conf", conf);
        Postgres ours = Postgres.database();
        Postgres theirs = Postgres.database();

        MigratorRun run = run(ours);
        stock(theirs, conf).migrate();

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(ours.rows(HISTORY.formatted(table)))
                .hasSizeGreaterThan(1)
                .isEqualTo(
                        theirs.rows(
                                HISTORY.formatted(table)
                                        .replace("ORDER", "WHERE type = 'SQL' ORDER")));
        String schema = table.startsWith("shop.") ? "shop" : "public";
        String rows = "SELECT * FROM %1$s.a, %1$s.v".formatted(schema);
        assertThat(ours.rows(rows)).isNotEmpty().isEqualTo(theirs.rows(rows));
        assertThat(stock(ours, conf).validateWithResult().getAllErrorMessages()).isEmpty();
        assertThat(stock(ours, conf).info().pending()).isEmpty();
        assertThat(run(ours).output()).contains("nothing to do");
        assertThat(run(ours, "validate").code()).isZero();
        assertThat(run(theirs, "validate").code()).isZero();
    }

    @Test
    void namesOfFilesAndLocations() throws Exception {
        String conf =
                """
                flyway.sqlMigrationPrefix=M
                flyway.repeatableSqlMigrationPrefix=Each
                flyway.sqlMigrationSeparator=-
                flyway.sqlMigrationSuffixes=.psql,.sql
                flyway.locations=filesystem:common,filesystem:postgresql,filesystem:common/deep
                """;
        Folder.at(dir)
                .file("common/M1-a.psql", "create table a (i int);")
                .file("common/deep/M1_1-b_c.sql", "create table b (i int);")
                .file("postgresql/M2-c.sql", "create table c (i int);")
                .file("postgresql/Each-v.sql", "create or replace view v as select 1 as one;")
                .file("postgresql/afterMigrate.sql", "comment on table a is 'after';")
                .file("oracle/M3-d.sql", "create table d (i number);")
                .file("V4__e.sql", "create table e (i int);");
        Files.writeString(dir.resolve("flyway.conf"), conf);
        Postgres ours = Postgres.database();
        Postgres theirs = Postgres.database();

        MigratorRun run = run(ours);
        stock(theirs, conf).migrate();

        assertThat(run.code()).as(run.output()).isZero();
        String history = HISTORY.formatted("flyway_schema_history");
        assertThat(ours.rows(history)).hasSize(4).isEqualTo(theirs.rows(history));
        assertThat(Fingerprint.of(ours)).isEqualTo(Fingerprint.of(theirs));
        assertThat(stock(ours, conf).validateWithResult().getAllErrorMessages()).isEmpty();
        assertThat(run(ours).output()).contains("nothing to do");
    }

    @Test
    void springsLocationsAndTheMigratorsSetting() throws Exception {
        Folder.at(dir)
                .file("db/migration/V1__a.sql", "create table a (i int);")
                .file("db/vendor/postgresql/V2__b.sql", "create table b (i int);")
                .file("db/vendor/h2/V2__b.sql", "create table b (i int) as select 1;")
                .file(
                        "flyway.toml",
                        """
                        [flyway]
                        locations = ["classpath:db/migration", # both
                            "classpath:/db/vendor/{vendor}",
                            "classpath:db/absent"]
                        """);
        Postgres database = Postgres.database();
        MigratorRun run = run(database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("read from Flyway's configuration: flyway.toml:2 locations")
                .contains("the location classpath:db/absent does not exist in");
        assertThat(database.rows("SELECT script FROM flyway_schema_history ORDER BY 1"))
                .containsExactly("V1__a.sql", "V2__b.sql");

        Postgres other = Postgres.database();
        MigratorRun own = run(other, "--locations=db/migration");
        assertThat(own.output())
                .contains("overridden by the migrator's settings: flyway.toml:2 locations")
                .contains("1 applied");
        MigratorRun absent = run(other, "--locations=db/migration,db/absent");
        assertThat(absent.code()).isEqualTo(18);
        assertThat(absent.output())
                .contains("MIGRATE_LOCATIONS: the location db/absent does not exist.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ../x                        | is outside of
                    filesystem:/etc             | is outside of
                    sql,link                    | is outside of
                    s3:bucket/sql               | only filesystem: and classpath: are read
                    filesystem:sql/*            | has a wildcard
                    sql/*/x                     | has a wildcard
                    """)
    void aLocationOutsideIsRefused(String locations, String reason) throws Exception {
        Folder.at(dir).file("sql/V1__a.sql", "create table a (i int);");
        Files.createSymbolicLink(dir.resolve("link"), elsewhere);
        Postgres database = Postgres.database();

        MigratorRun run = run(database, "--locations=" + locations);

        assertThat(run.output()).contains(reason);
        assertThat(run.code()).isEqualTo(18);
        assertThat(run(database, "--locations=sql").code()).isZero();
    }

    @Test
    void twoLocationsWithTheSameVersionAreRefused() throws Exception {
        Folder.at(dir)
                .file("a/V1__a.sql", "create table a (i int);")
                .file("b/V1__b.sql", "create table b (i int);")
                .file("c/V1__a.sql", "create table c (i int);");
        Postgres database = Postgres.database();

        MigratorRun version = run(database, "--locations=a,b");
        assertThat(version.code()).isEqualTo(13);
        assertThat(version.output()).contains("have the same version");
        MigratorRun name = run(database, "--locations=a,c");
        assertThat(name.code()).isEqualTo(13);
        assertThat(name.output()).contains("a/V1__a.sql").contains("c/V1__a.sql");
        assertThat(run(database, "--locations=a").code()).isZero();
    }

    @Test
    void locationsAreOfFlywayOnly() throws Exception {
        Folder.at(dir).file("1_a.sql", "-- +goose Up\ncreate table a (i int);");
        Postgres database = Postgres.database();
        MigratorRun run = run(database, "--locations=sql");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output()).contains("MIGRATE_LOCATIONS (or --locations)").contains("goose");
        Files.writeString(dir.resolve("flyway.conf"), "flyway.table=x\nflyway.password=geheim1\n");
        MigratorRun other = run(database);
        assertThat(other.code()).as(other.output()).isZero();
        assertThat(other.output())
                .contains("not read, because this is a folder of goose: flyway.conf")
                .doesNotContain("geheim1");
        assertThat(database.rows("SELECT to_regclass('x')")).containsExactly("null");
    }

    @Test
    void outOfOrderAndMixedCountWhereTheyAreNotSet() throws Exception {
        Folder folder =
                folder().file("V3__c.sql", "create table c (i int);")
                        .file("flyway.toml", "flyway.placeholders = { env = 'prod' }");
        Postgres database = Postgres.database();
        assertThat(run(database).code()).isZero();
        folder.file("V2__late.sql", "vacuum a; create table late (i int);")
                .file(
                        "flyway.toml",
                        "[flyway]\nplaceholders.env='prod'\noutOfOrder=true\nmixed=true");

        MigratorRun refused = run(database, "--out-of-order=Refuse");
        assertThat(refused.code()).isEqualTo(13);
        assertThat(refused.output())
                .contains("overridden by the migrator's settings: flyway.toml:3 outOfOrder");
        MigratorRun mixed = run(database, "--mixed=Refuse");
        assertThat(mixed.code()).isEqualTo(14);
        MigratorRun run = run(database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT to_regclass('late')")).containsExactly("late");
    }

    @Test
    void theMigratorsSettingsAreStronger() throws Exception {
        folder().file(
                        "flyway.conf",
                        """
                        flyway.placeholders.env=weak
                        flyway.table=weak
                        flyway.defaultSchema=weak
                        """);
        Postgres database = Postgres.database();
        MigratorRun run =
                run(
                        database,
                        Map.of(
                                "FLYWAY_PLACEHOLDERS_ENV", "variable",
                                "FLYWAY_TABLE", "variable",
                                "MIGRATE_PLACEHOLDER_ENV", "own",
                                "MIGRATE_HISTORY_TABLE", "own",
                                "MIGRATE_SEARCH_PATH", "shop"));
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT v FROM shop.a")).containsExactly("own");
        assertThat(database.rows("SELECT count(*) FROM shop.own")).containsExactly("2");
        assertThat(run.output())
                .contains(
                        "overridden by the migrator's settings: FLYWAY_PLACEHOLDERS_ENV"
                                + " placeholders.env");

        Postgres second = Postgres.database();
        assertThat(run(second, Map.of("FLYWAY_PLACEHOLDERS_ENV", "variable")).code()).isZero();
        assertThat(second.rows("SELECT v FROM weak.a")).containsExactly("variable");
        Postgres third = Postgres.database();
        assertThat(run(third).code()).isZero();
        assertThat(third.rows("SELECT v FROM weak.a")).containsExactly("weak");
    }

    @Test
    void everyOtherSettingIsNamed() throws Exception {
        folder().file(
                        "flyway.conf",
                        """
                        flyway.url=jdbc:postgresql://elsewhere/x?password=geheim1
                        flyway.user=geheim2
                        flyway.password=geheim3
                        flyway.baselineOnMigrate=true
                        flyway.placeholders.env=${GEHEIM}
                        geheim4
                        """)
                .file("conf/flyway.toml", "x = 1");
        Postgres database = Postgres.database();
        MigratorRun run = run(database, Map.of("GEHEIM", "geheim5", "FLYWAY_PASSWORD", "geheim6"));

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains(
                        "flyway.conf: these settings are not read: url, user, password,"
                            + " baselineOnMigrate, line 6. Instead, use DATABASE_URL, the command"
                            + " baseline")
                .contains("flyway.conf: not read, because the migrator does not fill in ${…}")
                .contains("the environment: these settings are not read: FLYWAY_PASSWORD.")
                .contains("conf/flyway.toml is not read, because flyway.conf is there too.")
                .contains("V1__a.sql:1 failed: the placeholder ${env} has no value")
                .contains("run.placeholders in the policy")
                .doesNotContain("geheim");
        assertThat(run.termination()).contains("\"line\":1").doesNotContain("geheim");
        assertThat(run(database, "--placeholders=env=prod").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    flyway.conf | flyway.table=x~flyway.outOfOrder=geheim | flyway.conf:2: outOfOrder must be true or false.
                    flyway.conf | flyway.encoding=ISO-8859-1              | flyway.conf:1: encoding must be UTF-8
                    flyway.conf | flyway.defaultSchema=                   | flyway.conf:1: defaultSchema must be a name
                    flyway.toml | [flyway]~password = geheim              | flyway.toml:2 is not TOML: a value is missing
                    flyway.toml | [flyway]~table = "geheim                | flyway.toml:2 is not TOML: a string is not closed
                    flyway.toml | [flyway~table = "x"                     | flyway.toml:1 is not TOML: "]" is missing
                    flyway.toml | [flyway]~table = "x"~table = "geheim"   | flyway.toml:3 is not TOML: the key flyway.table is there twice
                    flyway.toml | [flyway]~placeholders = {e = "a\\nb"}   | flyway.toml:2: the value of the placeholder e has a line break
                    """)
    void whatCannotBeReadIsNamed(String name, String text, String reason) throws Exception {
        folder().file(name, text.replace('~', '\n'));
        Postgres database = Postgres.database();
        MigratorRun run = run(database, "--placeholders=env=x");
        assertThat(run.code()).as(run.output()).isEqualTo(18);
        assertThat(run.output()).contains(reason).doesNotContain("geheim");
        Files.delete(dir.resolve(name));
        assertThat(run(database, "--placeholders=env=x").code()).isZero();
    }
}
