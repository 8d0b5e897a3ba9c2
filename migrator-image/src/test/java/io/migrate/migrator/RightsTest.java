package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/// Two roles, and what a run logs about privileges and the recovery target.
@Timeout(300)
class RightsTest {
    @TempDir Path dir;
    private Postgres database;
    private Folder folder;
    private String app;

    @BeforeEach
    void shop() throws Exception {
        database = Postgres.database();
        app = database.name() + "_app";
        superuser("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(app, Postgres.PASSWORD));
        folder =
                Folder.at(dir)
                        .file(
                                "V1__users.sql",
                                "CREATE TABLE users (id serial PRIMARY KEY, n text);");
    }

    private void superuser(String sql) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> missingGrants(MigratorRun run) {
        return run.output()
                .lines()
                .filter(line -> line.contains("a role has privileges in the schema"))
                .map(line -> line.substring(line.indexOf("GRANT")))
                .toList();
    }

    @Test
    void whatTheApplicationsRoleLacksIsReportedAndWorks() throws Exception {
        MigratorRun first = MigratorRun.of(dir, database);
        assertThat(missingGrants(first)).isEmpty();
        database.execute("GRANT SELECT, INSERT ON users TO " + app);
        folder.file(
                "V2__orders.sql",
                "CREATE TABLE orders (id serial PRIMARY KEY); CREATE TABLE lines (id int GENERATED"
                        + " ALWAYS AS IDENTITY); CREATE VIEW v AS SELECT 1 AS a;");
        MigratorRun second = MigratorRun.of(dir, database);
        String owner = database.name();
        assertThat(missingGrants(second))
                .containsExactly(
                        ("GRANT SELECT, INSERT ON TABLE public.lines, public.orders, public.v TO"
                                        + " %1$s; ALTER DEFAULT PRIVILEGES FOR ROLE %2$s IN SCHEMA"
                                        + " public GRANT SELECT, INSERT ON TABLES TO %1$s;")
                                .formatted(app, owner),
                        ("GRANT USAGE ON SEQUENCE public.orders_id_seq TO %1$s; ALTER DEFAULT"
                             + " PRIVILEGES FOR ROLE %2$s IN SCHEMA public GRANT USAGE ON SEQUENCES"
                             + " TO %1$s;")
                                .formatted(app, owner));

        for (String grants : missingGrants(second)) {
            database.execute(grants);
        }
        folder.file("V3__more.sql", "CREATE TABLE more (id serial);");
        MigratorRun third = MigratorRun.of(dir, database);
        assertThat(third.output()).contains("1 applied");
        assertThat(missingGrants(third)).isEmpty();
        assertThat(
                        database.rows(
                                "SELECT has_table_privilege('%1$s', 'more', 'INSERT'), has_sequence_privilege('%1$s', 'more_id_seq', 'USAGE')"
                                        .formatted(app)))
                .containsExactly("t|t");
    }

    @Test
    void grantsForNewObjectsInAnEmptySchemaAreReported() throws Exception {
        database.execute("CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO " + app);
        MigratorRun run =
                MigratorRun.of(dir, database, "--search-path=shop", "--history-schema=history");
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(missingGrants(run))
                .singleElement()
                .asString()
                .startsWith("GRANT SELECT ON TABLE shop.users TO " + app);
    }

    /// The role has nothing in the new schema, and more or less in another one.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"SELECT | SELECT", "SELECT, INSERT, DELETE | SELECT, INSERT, DELETE"})
    void inAnEmptySchemaItIsWhatTheRoleHasElsewhere(String has, String offered) throws Exception {
        database.execute(
                "CREATE TABLE old (a int); GRANT %2$s ON old TO %1$s; CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO %1$s"
                        .formatted(app, has));
        MigratorRun run =
                MigratorRun.of(dir, database, "--search-path=shop", "--history-schema=history");
        assertThat(missingGrants(run).getFirst())
                .startsWith("GRANT %s ON TABLE shop.users TO %s".formatted(offered, app));
        assertThat(missingGrants(run)).hasSize(has.contains("INSERT") ? 2 : 1);
    }

    /// What a role has on most of the tables counts, so that one that reads is not offered to
    /// write.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRANT SELECT ON a, b, c TO app | GRANT SELECT ON TABLE",
                "GRANT SELECT ON a, b, c TO app; GRANT INSERT ON c TO app | GRANT SELECT ON TABLE",
                "GRANT SELECT ON a, b, c TO app; GRANT INSERT ON b, c TO app | GRANT SELECT, INSERT"
                        + " ON TABLE",
                "GRANT SELECT, INSERT, UPDATE ON a TO app | GRANT SELECT, INSERT, UPDATE ON TABLE",
                "GRANT INSERT ON a, b TO app; GRANT SELECT ON c TO app | GRANT INSERT ON TABLE"
            })
    void aRoleThatReadsIsOfferedToRead(String grants, String offered) throws Exception {
        database.execute("CREATE TABLE a (); CREATE TABLE b (); CREATE TABLE c ();");
        database.execute(grants.replaceAll("\\bapp\\b", app));
        MigratorRun run = MigratorRun.of(dir, database, "--history-schema=history");
        assertThat(run.output()).contains("this is a guess, made from what it has on the others: ");
        assertThat(missingGrants(run).getFirst()).startsWith(offered + " public.users TO " + app);
        assertThat(missingGrants(run)).hasSize(offered.contains("INSERT") ? 2 : 1);
    }

    /// The file is not at fault.
    @Test
    void aMigrationWithoutThePrivilege() throws Exception {
        superuser("CREATE TABLE theirs (a int)");
        folder.file("V1__users.sql", "DELETE FROM theirs;");
        MigratorRun run = MigratorRun.of(dir, database, "--history-schema=history");
        assertThat(run.code()).as(run.output()).isEqualTo(14);
        assertThat(run.output())
                .contains("permission denied for table theirs (SQLSTATE 42501)")
                .contains(
                        "The role %s lacks a privilege: as the owner, grant it, or set MIGRATE_ROLE"
                                .formatted(database.name()))
                .doesNotContain("Fix the file")
                .doesNotContain("GRANT ");
    }

    @Test
    void aSuperuserIsWarnedOfAndAnOwnerIsNot() throws Exception {
        assertThat(MigratorRun.of(dir, database).output()).doesNotContain("superuser");
        superuser("ALTER ROLE %s SUPERUSER".formatted(database.name()));
        folder.file("V2__b.sql", "CREATE TABLE b (id int);");
        assertThat(MigratorRun.of(dir, database).output())
                .contains(
                        database.name()
                                + " is a superuser, so a migration can change the whole server");
        assertThat(MigratorRun.of(dir, database).output()).doesNotContain("superuser");
    }

    @Test
    void theRecoveryTargetIsBeforeTheFirstChange() throws Exception {
        String before = database.rows("SELECT pg_current_wal_insert_lsn()").getFirst();
        MigratorRun run = MigratorRun.of(dir, database);
        String logged =
                run.output()
                        .lines()
                        .filter(line ->
                                line.contains("the WAL position before the first change is"))
                        .findFirst()
                        .get();
        String position =
                logged.replaceAll(
                        ".*the WAL position before the first change is ([0-9A-F]+/[0-9A-F]+);.*",
                        "$1");
        assertThat(
                        database.rows(
                                "SELECT '%1$s'::pg_lsn >= '%2$s'::pg_lsn, '%1$s'::pg_lsn < pg_current_wal_insert_lsn()"
                                        .formatted(position, before)))
                .containsExactly("t|t");
        assertThat(MigratorRun.of(dir, database).output()).doesNotContain("WAL");
    }

    /// Also while somebody else migrates: the check takes no lock.
    @Test
    void aReadOnlyRoleFindsThatAllIsApplied() throws Exception {
        Folder.shop(dir.resolve("drizzle"));
        Path drizzle = dir.resolve("drizzle");
        assertThat(MigratorRun.of(drizzle, database).code()).isZero();
        superuser(
                """
                GRANT USAGE ON SCHEMA drizzle TO %1$s;
                GRANT SELECT ON drizzle.__drizzle_migrations TO %1$s;
                REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                ALTER ROLE %1$s SET default_transaction_read_only = on\
                """
                        .formatted(app));
        Map<String, String> asReader =
                Map.of(
                        "DATABASE_URL",
                        database.url().replace("//" + database.name(), "//" + app),
                        "MIGRATE_DIR",
                        drizzle.toString());
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(0x6D6967726174652EL));
            for (String command : List.of("migrate", "validate", "wait")) {
                MigratorRun run = MigratorRun.with(asReader, command);
                assertThat(run.code()).as(run.output()).isZero();
                assertThat(run.output()).contains("nothing to do, at 0002_backfill");
            }
        }
        superuser("REVOKE SELECT ON drizzle.__drizzle_migrations FROM " + app);
        MigratorRun refused = MigratorRun.with(asReader, "validate");
        assertThat(refused.code()).isEqualTo(11);
        assertThat(refused.output())
                .contains("GRANT SELECT ON \"drizzle\".\"__drizzle_migrations\" TO");
    }

    @Test
    void aNewerSchemaIsAllowedWarnedOfOrBlocked() throws Exception {
        folder.file("V2__b.sql", "CREATE TABLE b (id int);");
        assertThat(MigratorRun.of(dir, database).code()).isZero();
        Files.delete(dir.resolve("V2__b.sql"));
        MigratorRun allowed = MigratorRun.of(dir, database, "--log-format=json");
        MigratorRun warned =
                MigratorRun.of(dir, database, "--log-format=json", "--newer-schema=Warn");
        MigratorRun blocked = MigratorRun.of(dir, database, "--newer-schema=Block");
        assertThat(allowed.code()).isZero();
        assertThat(allowed.output()).contains("ahead of the folder").doesNotContain("\"WARN\"");
        assertThat(warned.code()).isZero();
        assertThat(warned.output())
                .contains("\"WARN\"")
                .contains("ahead of the folder by 1 migration");
        assertThat(blocked.code()).isEqualTo(15);
    }
}
