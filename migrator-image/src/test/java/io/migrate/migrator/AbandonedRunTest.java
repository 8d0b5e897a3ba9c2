package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Runs whose thread is blocked, so that no cancel request ends them: they end all the same, say
/// so, and leave the lock to the next one.
@Tag("long")
@Timeout(300)
class AbandonedRunTest {
    private static final String LOCKS =
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";

    /// The default grace period of a Pod.
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    @TempDir Path dir;

    private Path termination() throws IOException {
        Path file = dir.resolve("termination.log");
        return Files.exists(file) ? file : Files.createFile(file);
    }

    private ProcessBuilder builder(Path folder, Postgres database) throws IOException {
        ProcessBuilder builder = MigratorProcess.builder(folder, database);
        builder.environment().put("MIGRATE_TERMINATION_LOG", termination().toString());
        return builder;
    }

    /// A run in its second migration, over a connection over which nothing arrives any more.
    private MigratorProcess frozen(Path folder, Postgres database, String timeout)
            throws Exception {
        Folder.at(folder)
                .file("V1__a.sql", "CREATE TABLE a (id int);")
                .file("V2__slow.sql", "CREATE TABLE b (id int); SELECT pg_sleep(122);");
        int port = URI.create(database.url()).getPort();
        try (FreezingProxy proxy = FreezingProxy.before(port)) {
            ProcessBuilder builder = builder(folder, database);
            builder.environment()
                    .put("DATABASE_URL", database.url().replace(":" + port, ":" + proxy.port()));
            builder.environment().put("MIGRATE_TIMEOUT", timeout);
            MigratorProcess child = MigratorProcess.start(builder);
            await(
                    database,
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(122)%' AND"
                            + " state = 'active' AND pid <> pg_backend_pid()",
                    "1");
            proxy.freeze();
            return child;
        }
    }

    /// Another one migrates once the server has noticed.
    private void another(Path folder, Postgres database) throws Exception {
        Files.writeString(folder.resolve("V2__slow.sql"), "CREATE TABLE b (id int);");
        MigratorRun run = MigratorRun.of(folder, database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 applied, now at");
    }

    @Test
    void aSignalEndsARunWhoseConnectionIsFrozen() throws Exception {
        Postgres database = Postgres.database();
        Path folder = Files.createDirectory(dir.resolve("folder"));
        MigratorProcess child = frozen(folder, database, "0s");
        Instant start = Instant.now();
        child.process().destroy();

        assertThat(child.code(60)).isEqualTo(143);
        assertThat(Duration.between(start, Instant.now())).isLessThan(GRACE_PERIOD);
        assertThat(child.output().lines().toList().getLast())
                .startsWith("error: stopped by a signal");
        assertThat(child.output()).containsOnlyOnce("stopped by a signal");
        assertThat(Files.readString(termination()))
                .startsWith("{\"outcome\":\"Terminated\",\"code\":143,")
                .contains("\"count\":1,");
        another(folder, database);
    }

    @Test
    void theTimeoutEndsARunWhoseConnectionIsFrozen() throws Exception {
        Postgres database = Postgres.database();
        Path folder = Files.createDirectory(dir.resolve("folder"));
        MigratorProcess child = frozen(folder, database, "8s");

        assertThat(child.code(60)).isEqualTo(16);
        assertThat(child.output()).containsOnlyOnce("error: did not finish within 8 s");
        assertThat(Files.readString(termination()))
                .startsWith("{\"outcome\":\"TimedOut\",\"code\":16,")
                .contains("\"count\":1,");
        another(folder, database);
    }

    /// Flyway's parser needs the square of the time for twice as many comments.
    @Test
    void aBusyRunEnds() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Folder.at(folder)
                .file("V1__a.sql", "CREATE TABLE a (id int);")
                .file("V2__slow.sql", "--\n".repeat(1_000_000));
        for (String timeout : List.of("8s", "0s")) {
            Postgres database = Postgres.database();
            ProcessBuilder builder = builder(folder, database);
            builder.environment().put("MIGRATE_TIMEOUT", timeout);
            MigratorProcess child = MigratorProcess.start(builder);
            if (timeout.equals("0s")) {
                await(database, LOCKS, "1");
                Thread.sleep(2000);
                child.process().destroy();
            }
            assertThat(child.code(120)).isEqualTo(timeout.equals("0s") ? 143 : 16);
            assertThat(Files.readString(termination()))
                    .contains(timeout.equals("0s") ? "Terminated" : "TimedOut");
            await(database, LOCKS, "0");
        }
    }

    /// Its log goes to a pipe that is full.
    @Test
    void aSignalEndsARunWhoseLogNobodyReads() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Folder.at(folder).file("1_a.sql", "-- migrate:up\nSELECT 1;");
        for (int i = 0; i < 2000; i++) {
            Folder.at(folder).file("ignored_%d.sql".formatted(i), "");
        }
        Process child = builder(folder, Postgres.database()).start();
        while (child.getInputStream().available() < 65_000) {
            assertThat(child.isAlive()).isTrue();
            Thread.sleep(100);
        }
        // Java would close the pipe.
        new ProcessBuilder("kill", "-TERM", String.valueOf(child.pid())).start().waitFor();

        assertThat(child.waitFor()).isEqualTo(143);
        assertThat(Files.readString(termination()))
                .startsWith("{\"outcome\":\"Terminated\",\"code\":143,");
    }

    /// It never gets the URL of the database.
    @Test
    void aSignalEndsARunThatReadsItsSettings() throws Exception {
        Path url = dir.resolve("url");
        assertThat(new ProcessBuilder("mkfifo", url.toString()).start().waitFor()).isZero();
        ProcessBuilder builder = builder(dir, Postgres.database());
        builder.environment().remove("DATABASE_URL");
        builder.environment().put("DATABASE_URL_FILE", url.toString());
        MigratorProcess child = MigratorProcess.start(builder);
        try (OutputStream out = Files.newOutputStream(url)) {
            out.write("postgresql://".getBytes(StandardCharsets.UTF_8));
            out.flush();
            child.process().destroy();

            assertThat(child.code(60)).isEqualTo(143);
        }
        assertThat(Files.readString(termination()))
                .startsWith("{\"outcome\":\"Terminated\",\"code\":143,")
                .contains("stopped by a signal.");
        assertThat(child.output()).contains("stopped by a signal.");
    }

    private static void await(Postgres database, String query, String expected) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
        while (!database.rows(query).equals(List.of(expected))) {
            assertThat(Instant.now()).as(query).isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
