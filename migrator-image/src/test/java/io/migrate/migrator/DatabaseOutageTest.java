package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What goes wrong at night.
@Timeout(300)
class DatabaseOutageTest {
    private static final long KEY = 0x6D6967726174652EL;

    @TempDir Path dir;

    private CompletableFuture<MigratorRun> start(
            Path folder, Postgres database, String... arguments) {
        var run = new CompletableFuture<MigratorRun>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        run.complete(MigratorRun.of(folder, database, arguments));
                    } catch (IOException | AssertionError e) {
                        run.completeExceptionally(e);
                    }
                });
        return run;
    }

    private static EmbeddedPostgres.Builder at(Path data, int port) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theServerIsRestartedDuringARunAndThenAbsentFor20Seconds() throws Exception {
        Path data = dir.resolve("data");
        int port = freePort();
        Folder folder =
                Folder.at(dir.resolve("folder"))
                        .file("V1__a.sql", "CREATE TABLE a (id int);")
                        .file("V2__b.sql", "CREATE TABLE b (id int); SELECT pg_sleep(60);");
        EmbeddedPostgres server = Postgres.server(at(data, port));
        Postgres database = Postgres.database(server);
        CompletableFuture<MigratorRun> run = start(folder.path(), database);
        try (server) {
            while (database.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    .isEmpty()) {
                Thread.sleep(50);
            }
        }
        MigratorRun broken = run.get(180, TimeUnit.SECONDS);
        assertThat(broken.code()).as(broken.output()).isEqualTo(10);
        assertThat(broken.output())
                .contains("the connection was lost during a migration (V2__b.sql)");

        folder.file("V2__b.sql", "CREATE TABLE b (id int);");
        CompletableFuture<MigratorRun> patient = start(folder.path(), database);
        Thread.sleep(20_000);
        assertThat(patient).isNotDone();
        try (EmbeddedPostgres _ = Postgres.server(at(data, port))) {
            MigratorRun ended = patient.get(180, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .contains("waiting for 127.0.0.1:%d/".formatted(port))
                    .contains("1 applied, now at V2__b");
        }
    }

    @Test
    void aLockThatIsHeldForTenSecondsIsWaitedFor() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir).file("V1__a.sql", "CREATE TABLE a (id int);");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(KEY));
            CompletableFuture<MigratorRun> run = start(folder.path(), database);
            Thread.sleep(10_000);
            assertThat(run).isNotDone();
            statement.execute("SELECT pg_advisory_unlock(%d)".formatted(KEY));
            MigratorRun ended = run.get(180, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.termination()).containsPattern("\"lockWaitMillis\":\\d{4,5},");
        }
        folder.file("V2__b.sql", "ALTER TABLE a ADD b int;");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM a");
            CompletableFuture<MigratorRun> run =
                    start(folder.path(), database, "--lock-timeout=2s");
            Thread.sleep(10_000);
            assertThat(run).isNotDone();
            // The ALTER has not stood in everybody's way all that time.
            other.commit();
            MigratorRun ended = run.get(180, TimeUnit.SECONDS);
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.output()).contains("Trying again.").contains("1 applied");
        }
        assertThat(database.rows("SELECT count(*) FROM flyway_schema_history"))
                .containsExactly("2");
    }

    @Test
    void aReaderThatBlocksAnAlterDoesNotBlockOtherReaders() throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE SCHEMA s; CREATE TABLE s.a (id int)");
        Folder.at(dir).file("V1__a.sql", "ALTER TABLE s.a ADD b int;");
        try (Connection reader = database.connect();
                Connection another = database.connect();
                Statement reading = reader.createStatement();
                Statement asking = another.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("SELECT FROM s.a");
            CompletableFuture<MigratorRun> run = start(dir, database, "--lock-timeout=300ms");
            long longest = 0;
            while (!run.isDone()) {
                long before = System.nanoTime();
                asking.execute("SELECT FROM s.a");
                longest = Math.max(longest, System.nanoTime() - before);
                Thread.sleep(20);
            }
            assertThat(run.get().code()).as(run.get().output()).isEqualTo(12);
            assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).isLessThan(15_000);
        }
    }

    @Test
    void aHistoryThatMayNotBeWrittenIsReportedWithItsGrant() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir).file("V1__a.sql", "CREATE TABLE a (id int);");
        assertThat(MigratorRun.of(dir, database).code()).isZero();
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER TABLE flyway_schema_history OWNER TO postgres");
        }
        folder.file("V2__b.sql", "CREATE TABLE b (id int);");
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isEqualTo(11);
        assertThat(run.output())
                .contains(
                        "GRANT SELECT, INSERT ON public.flyway_schema_history TO "
                                + database.name());
        assertThat(database.rows("SELECT to_regclass('b')")).containsExactly("null");
    }

    @Test
    void twoPoliciesOnOneDatabaseTakeTurns() throws Exception {
        Postgres database = Postgres.database();
        database.execute("CREATE SCHEMA one; CREATE SCHEMA two");
        List<CompletableFuture<MigratorRun>> runs =
                List.of("one", "two").stream()
                        .map(name -> {
                            try {
                                Folder folder = Folder.at(Files.createDirectory(dir.resolve(name)));
                                for (int i = 1; i <= 5; i++) {
                                    folder.file(
                                            "V%d__t.sql".formatted(i),
                                            "CREATE TABLE t%d (id int); SELECT pg_sleep(0.1);"
                                                    .formatted(i));
                                }
                                return start(
                                        folder.path(),
                                        database,
                                        "--search-path=" + name,
                                        "--history-table=history_of_" + name);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .toList();
        for (CompletableFuture<MigratorRun> run : runs) {
            assertThat(run.get(180, TimeUnit.SECONDS).code()).as(run.get().output()).isZero();
            assertThat(run.get().output()).contains("5 applied");
        }
        // One after the other: all of one are older than all of the other.
        assertThat(
                        database.rows(
                                """
                                SELECT max(o.installed_on) < min(t.installed_on)
                                    OR max(t.installed_on) < min(o.installed_on)
                                FROM one.history_of_one o, two.history_of_two t\
                                """))
                .containsExactly("t");
    }

    @Test
    @Tag("long")
    void twoThousandMigrations() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir);
        for (int i = 1; i <= 2000; i++) {
            folder.file("V%d__t.sql".formatted(i), "SELECT %d;".formatted(i));
        }
        MigratorRun run = MigratorRun.of(dir, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("2000 applied, now at V2000__t");
        long before = System.nanoTime();
        assertThat(MigratorRun.of(dir, database).output()).contains("nothing to do");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(120);
    }

    /// A container of 256 MiB: the image gives 60 % of it to the heap. The text is there twice, as
    /// the file and as Flyway's statements.
    @ParameterizedTest
    @Tag("long")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "V1__large.sql      | \"\"                          | INSERT INTO large VALUES (%d,"
                        + " '%s'); | \"\"",
                "1_large.up.sql     | \"\"                          | INSERT INTO large VALUES (%d,"
                        + " '%s'); | \"\"",
                "1_large_copy.up.sql| COPY large FROM stdin (DELIMITER ';'); | %d;%s               "
                        + "   | \\."
            })
    void aFileOf50MegabytesIn256(String name, String before, String row, String after)
            throws Exception {
        Postgres database = Postgres.database();
        Path file = dir.resolve(name);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("CREATE TABLE large (id int, text text);\n" + before + "\n");
            for (int i = 0; i < 50_000; i++) {
                writer.write(row.formatted(i, "x".repeat(1000)) + "\n");
            }
            writer.write(after + "\n");
        }
        assertThat(Files.size(file)).isGreaterThan(50_000_000);
        MigratorProcess child =
                MigratorProcess.startAsInImage(
                        dir, database, "-Xmx153m", "-XX:+ExitOnOutOfMemoryError");
        assertThat(child.code(170)).as(child.output()).isZero();
        assertThat(database.rows("SELECT count(*) FROM large")).containsExactly("50000");
    }

    @Test
    void aFullDiskIsReportedAndNothingIsLeft() throws Exception {
        Path disk = Files.createDirectory(dir.resolve("disk"));
        if (run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) != 0) {
            throw MissingProgram.skip(
                    "a disk that is full needs a mount of tmpfs, for which root is needed");
        }
        try {
            Postgres database = Postgres.database();
            Path space = Files.createDirectory(disk.resolve("space"));
            try (Connection superuser = database.connectAsSuperuser();
                    Statement statement = superuser.createStatement()) {
                String name = "full_" + database.name();
                statement.execute("CREATE TABLESPACE %s LOCATION '%s'".formatted(name, space));
                statement.execute(
                        "GRANT CREATE ON TABLESPACE %s TO %s".formatted(name, database.name()));
                Folder folder =
                        Folder.at(dir.resolve("folder"))
                                .file("V1__a.sql", "CREATE TABLE a (id int);")
                                .file(
                                        "V2__b.sql",
                                        "CREATE TABLE b TABLESPACE %s AS SELECT repeat('x', 1000) FROM generate_series(1, 10000);"
                                                .formatted(name));
                MigratorRun run = MigratorRun.of(folder.path(), database);
                assertThat(run.code()).as(run.output()).isEqualTo(14);
                assertThat(run.output())
                        .contains("SQLSTATE 53100")
                        .contains("Its transaction was rolled back");
                assertThat(database.rows("SELECT version FROM flyway_schema_history"))
                        .containsExactly("1");
                folder.file(
                        "V2__b.sql", "CREATE TABLE b TABLESPACE %s AS SELECT 1;".formatted(name));
                assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
                database.execute("DROP TABLE b");
                statement.execute("DROP TABLESPACE " + name);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /// Flyway opens another connection after the last migration.
    @Test
    void aServerThatRefusesNewConnectionsForAWhileIsAskedAgain() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir.resolve("folder"));
        folder.file("V1__a.sql", "CREATE TABLE a (id int); SELECT pg_sleep(3);");
        SleepingRun run = SleepingRun.of(folder, database, "--connect-timeout=60s");
        try (Connection superuser = database.connectAsSuperuser();
                Statement statement = superuser.createStatement()) {
            String role = "ALTER ROLE \"%s\" CONNECTION LIMIT ".formatted(database.name());
            statement.execute(role + "1");
            Thread.sleep(6000);
            assertThat(run.future()).isNotDone();
            statement.execute(role + "-1");
        }
        MigratorRun ended = run.end();
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("1 applied, now at V1__a");
    }
}
