package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/// What the person on call sees. Each run is also searched for the password, see [MigratorRun].
@Timeout(300)
class FailureTest {
    @TempDir Path dir;

    private MigratorRun runAgainst(String url, String... arguments) throws Exception {
        return MigratorRun.with(
                Map.of("DATABASE_URL", url, "MIGRATE_DIR", Folder.shop(dir).path().toString()),
                arguments);
    }

    @Test
    void wrongSettingsAreInTheTerminationMessageToo() throws Exception {
        MigratorRun run =
                MigratorRun.with(Map.of("MIGRATE_TIMEOUT", "soon", "MIGRATE_POOLER", "Perhaps"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.termination())
                .startsWith("{\"outcome\":\"InvalidConfiguration\",\"code\":2,")
                .contains("MIGRATE_TIMEOUT (or --timeout) is \\\"soon\\\"")
                .contains("MIGRATE_POOLER (or --pooler) is \\\"Perhaps\\\"");
    }

    @Test
    void brokenStatementIsReportedWithItsLineAndLeavesNothing() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.shop(dir)
                        .drizzle(
                                "0003_broken",
                                1700000003000L,
                                """
                                CREATE TABLE half (id int);
                                --> statement-breakpoint

                                INSERT INTO users (id) VALUES (1), (1);
                                """);
        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains("error: 0003_broken.sql:4 failed: duplicate key value violates unique")
                .contains("\"users_pkey\"")
                .contains("SQLSTATE 23505")
                .doesNotContain("Key (id)")
                .doesNotContain("INSERT INTO");
        assertThat(run.termination())
                .startsWith(
                        "{\"outcome\":\"StatementFailed\",\"code\":14,\"sqlState\":\"23505\","
                                + "\"script\":\"0003_broken.sql\",\"line\":4,"
                                + "\"to\":\"0002_backfill\",\"count\":3,")
                .doesNotContain("Key (id)");
        assertThat(database.rows("SELECT to_regclass('half')")).containsExactly("null");
        assertThat(database.rows("SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("3");
        assertThat(database.rows("SELECT count(*) FROM drizzle.__drizzle_migrations"))
                .containsExactly("3");

        folder.file("0003_broken.sql", "CREATE TABLE whole (id int);");
        assertThat(MigratorRun.of(folder.path(), database).output())
                .contains("1 applied, now at 0003_broken");
    }

    @Test
    void detailIsLoggedOnlyWhenAskedFor() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.shop(dir)
                        .drizzle("0003_broken", 1700000003000L, "INSERT INTO nowhere VALUES (42);");
        assertThat(MigratorRun.of(folder.path(), database).output()).doesNotContain("42);");
        MigratorRun detailed = MigratorRun.of(folder.path(), database, "--log-detail", "true");
        assertThat(detailed.output()).contains("INSERT INTO nowhere VALUES (42)");
        assertThat(detailed.termination()).doesNotContain("VALUES");
    }

    @Test
    void wrongPassword() throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run =
                runAgainst(database.url().replace(Postgres.PASSWORD, Postgres.PASSWORD + "x"));
        assertThat(run.code()).isEqualTo(11);
        assertThat(run.output()).contains("password authentication failed for user");
    }

    @Test
    void noServer() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        MigratorRun run =
                runAgainst(
                        "postgresql://u:%s@127.0.0.1:%d/d".formatted(Postgres.PASSWORD, port),
                        "--connect-timeout=1s");
        assertThat(run.code()).isEqualTo(10);
        assertThat(run.output()).contains(" within 1 s: connection refused.");
    }

    @Test
    void unknownHostAndUnknownDatabase() throws Exception {
        MigratorRun host =
                runAgainst(
                        "postgresql://u:%s@nobody.invalid/d".formatted(Postgres.PASSWORD),
                        "--connect-timeout=100ms");
        assertThat(host.code()).isEqualTo(10);
        assertThat(host.output()).contains("the host name cannot be resolved");
        MigratorRun name =
                runAgainst(Postgres.database().url() + "_absent", "--connect-timeout", "200ms");
        assertThat(name.code()).isEqualTo(11);
        assertThat(name.output()).contains("does not exist");
    }

    @Test
    void badUrlsAndSettingsAreUsage() throws Exception {
        MigratorRun url = runAgainst("mysql://u:" + Postgres.PASSWORD + "@h/d");
        assertThat(url.code()).isEqualTo(2);
        assertThat(url.output()).contains("must start with postgresql://");
        MigratorRun settings =
                runAgainst("postgresql://h/d", "--timeout", "soon", "--format=x", "--wrong");
        assertThat(settings.code()).isEqualTo(2);
        assertThat(settings.output())
                .contains("MIGRATE_TIMEOUT (or --timeout) is \"soon\"")
                .contains("--format")
                .contains("--wrong");
        assertThat(MigratorRun.with(Map.of()).output()).contains("no database is configured");
    }

    @Test
    void missingAndEmptyFolders() throws Exception {
        Postgres database = Postgres.database();
        MigratorRun missing = MigratorRun.of(dir.resolve("nowhere"), database);
        assertThat(missing.code()).isEqualTo(18);
        assertThat(missing.output()).contains("there is no folder");
        MigratorRun empty = MigratorRun.of(dir, database);
        assertThat(empty.code()).isEqualTo(18);
        assertThat(empty.output()).contains("is empty");
        assertThat(MigratorRun.of(dir, database, "--empty-source=allow").code()).isZero();
        Folder.at(dir).file("index.ts", "");
        assertThat(MigratorRun.of(dir, database).code()).isEqualTo(18);
        Folder.at(dir).file("meta/_journal.json", "{\"dialect\":\"mysql\",\"entries\":[]}");
        MigratorRun mysql = MigratorRun.of(dir, database);
        assertThat(mysql.code()).isEqualTo(18);
        assertThat(mysql.output()).contains("Drizzle history for \"mysql\"");
        assertThat(MigratorRun.of(dir, database, "--format=prisma").code()).isEqualTo(18);
    }

    @Test
    void missingPrivilegesAreReportedAsGrants() throws Exception {
        Postgres database = Postgres.database();
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER DATABASE %s OWNER TO postgres".formatted(database.name()));
            statement.execute("GRANT CREATE ON SCHEMA public TO " + database.name());
        }
        MigratorRun run = MigratorRun.of(Folder.shop(dir).path(), database);
        assertThat(run.code()).as(run.output()).isEqualTo(11);
        assertThat(run.output())
                .contains(
                        "As the owner, run: GRANT CREATE ON DATABASE %1$s TO %1$s;"
                                .formatted(database.name()));
        assertThat(database.rows("SELECT to_regclass('flyway_schema_history')"))
                .containsExactly("null");
    }

    @Test
    void aBlockingReaderIsReportedAfterRetries() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        MigratorRun.of(folder.path(), database);
        folder.drizzle("0003_alter", 1700000003000L, "ALTER TABLE users ADD x int;");
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS SHARE MODE");
            statement.execute("SET application_name = 'a long report'");
            MigratorRun run = MigratorRun.of(folder.path(), database, "--lock-timeout=1s");
            assertThat(run.code()).isEqualTo(12);
            assertThat(run.output()).contains("SQLSTATE 55P03").contains("Trying again.");
            assertThat(run.termination())
                    .contains("users is held by a long report (in a transaction for ")
                    .contains(
                            "SELECT pg_terminate_backend(%d) ends it); end that session"
                                    .formatted(reader.unwrap(PGConnection.class).getBackendPID()));
        }
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
    }

    @Test
    void runningTooLong() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file("V1__sleep.sql", "CREATE TABLE a (id int); SELECT pg_sleep(60);");
        MigratorRun run = MigratorRun.of(folder.path(), database, "--timeout", "1s");
        assertThat(run.code()).isEqualTo(16);
        assertThat(run.output()).contains("did not finish within 1 s");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
        MigratorRun statement =
                MigratorRun.of(folder.path(), database, "--statement-timeout=200ms");
        assertThat(statement.code()).isEqualTo(14);
        assertThat(statement.output()).contains("SQLSTATE 57014");
    }

    @Test
    void logsJsonForMachines() throws Exception {
        Postgres database = Postgres.database();
        MigratorRun run = MigratorRun.of(Folder.shop(dir).path(), database, "--log-format=json");
        assertThat(run.output().lines())
                .allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        assertThat(run.output()).contains("\"migration\":\"0000_init\"");
        assertThat(Files.exists(dir.resolve("termination-log"))).isFalse();
    }

    @Test
    void tlsFailuresAreNeitherRetriedNorBlamedOnPasswords() throws Exception {
        Postgres database = Postgres.database();
        for (String query :
                new String[] {
                    "?sslmode=require", "?sslmode=verify-full&sslrootcert=/no/such.pem"
                }) {
            MigratorRun run =
                    MigratorRun.with(
                            Map.of(
                                    "DATABASE_URL",
                                    database.url() + query,
                                    "MIGRATE_DIR",
                                    Folder.shop(dir).path().toString()));
            assertThat(run.code()).as(run.output()).isEqualTo(11);
            assertThat(run.output())
                    .contains("TLS connection to")
                    .contains("sslmode")
                    .doesNotContain("..");
        }
    }

    @Test
    void aReadOnlyDatabaseIsReported() throws Exception {
        Postgres database = Postgres.database();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER DATABASE %s SET default_transaction_read_only = on"
                            .formatted(database.name()));
        }
        MigratorRun run = MigratorRun.of(Folder.shop(dir).path(), database);
        assertThat(run.code()).as(run.output()).isEqualTo(11);
        assertThat(run.output()).contains("read-only").contains("default_transaction_read_only");
    }

    @Test
    void aFilesOwnTransactionsAreRemoved() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        folder.drizzle(
                "0003_own",
                1700000003000L,
                "BEGIN;\nCREATE TABLE own (a int);\nCOMMIT;\nSELECT 1/0;");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains("0003_own.sql:4 failed")
                .contains("Its transaction was rolled back");
        assertThat(database.rows("SELECT to_regclass('own')")).containsExactly("null");

        folder.file("0003_own.sql", "BEGIN;\nCREATE TABLE own (a int);\nCOMMIT;\nSELECT 1;");
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
        assertThat(
                        database.rows(
                                "SELECT f.version FROM flyway_schema_history f JOIN pg_class c ON"
                                        + " c.relname = 'own' AND c.xmin = f.xmin"))
                .containsExactly("1700000003000");
    }

    @Test
    void whatEndsTransactionsItselfStaysAndIsReported() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        folder.drizzle(
                "0003_own",
                1700000003000L,
                """
                CREATE TABLE own (a int);
                COMMIT;
                BEGIN;
                INSERT INTO own VALUES (1);
                SELECT 1/0;\
                """);
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output())
                .contains("0003_own ends transactions itself")
                .contains("It ran outside a transaction")
                .doesNotContain("Its transaction was rolled back");
        assertThat(database.rows("SELECT count(*) FROM own")).containsExactly("0");
        assertThat(database.rows("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                .containsExactly("1");
    }

    @Test
    void aFileForAnotherDatabaseIsReported() throws Exception {
        List<String> filesAndSigns =
                List.of(
                        "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;",
                                "MySQL (AUTO_INCREMENT)",
                        "CREATE TABLE t (id int)\nENGINE = InnoDB;", "MySQL (ENGINE=)",
                        "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT);",
                                "SQLite (AUTOINCREMENT)",
                        "PRAGMA foreign_keys = OFF;", "SQLite (PRAGMA)",
                        "CREATE TABLE `t` (`id` text);", "MySQL or SQLite (`)",
                        "CREATE TABLE t (id int(11) unsigned);", "MySQL (UNSIGNED)",
                        "CREATE TABLE t (id int) ENGINE = MergeTree() ORDER BY id;",
                                "ClickHouse (MergeTree)",
                        "CREATE TABLE t (id UInt64 CODEC(ZSTD(1)));", "ClickHouse (CODEC)",
                        "CREATE TABLE t (preimage BLOB, hash LONGBLOB NOT NULL);",
                                "MySQL or SQLite (BLOB)",
                        "CREATE TABLE [dbo].[t] ([id] int);", "SQL Server ([)",
                        "CREATE TABLE t (id VARCHAR2(20));", "Oracle (VARCHAR2)");
        for (int i = 0; i < filesAndSigns.size(); i += 2) {
            Path folder = Files.createTempDirectory(dir, "other");
            Folder.at(folder).file("V1__other.sql", filesAndSigns.get(i));
            MigratorRun run = MigratorRun.of(folder, Postgres.database());
            assertThat(run.code()).isEqualTo(14);
            assertThat(run.output()).contains("It is written for " + filesAndSigns.get(i + 1));
        }
        Path folder = Files.createTempDirectory(dir, "ours");
        Folder.at(folder)
                .file(
                        "V1__ours.sql",
                        "-- `a` AUTO_INCREMENT\n"
                            + "CREATE TABLE \"`t`\" (a text DEFAULT '`b`', blob bytea); SELCT 1;");
        MigratorRun run = MigratorRun.of(folder, Postgres.database());
        assertThat(run.output()).contains("SQLSTATE 42601").doesNotContain("is written for");
    }

    @Test
    void aBodyThatSaysBeginIsNoTransactionControl() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        folder.drizzle(
                "0003_body",
                1700000003000L,
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS $x$\nBEGIN\n  COMMIT;\nEND;\n$x$;");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("begins or ends");
    }

    @Test
    void anUnclosedCommentHidesNothing() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.shop(dir);
        folder.drizzle(
                "0003_open",
                1700000003000L,
                "CREATE TABLE a (x int);\n/* foo\nCREATE TABLE b (x int);");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output()).contains("0003_open.sql:2 failed: unterminated /* comment");
        assertThat(database.rows("SELECT to_regclass('a')")).containsExactly("null");
    }
}
