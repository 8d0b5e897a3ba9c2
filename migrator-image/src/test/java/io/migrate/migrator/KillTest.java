package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Migrators that are killed with SIGKILL at any moment, and started again until all is done: what
/// they leave is what an undisturbed run leaves. `-Dkills=…` says how many, `-Dseed=…` brings a run
/// back as far as clocks allow.
@Tag("long")
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 24);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int MIGRATIONS = 40;
    private static final int AT_ONCE = 3;
    private static final String FLYWAY =
            "SELECT installed_rank, version, description, type, script, checksum, success FROM"
                    + " flyway_schema_history ORDER BY 1";

    @TempDir Path dir;

    /// Empty is Flyway's own.
    private static final List<Optional<History>> FORMATS =
            List.of(
                    Optional.of(History.PRISMA),
                    Optional.of(History.DRIZZLE),
                    Optional.empty(),
                    Optional.of(History.GOLANG_MIGRATE),
                    Optional.of(History.DBMATE),
                    Optional.of(History.GOOSE),
                    Optional.of(History.DRIZZLE_1));

    /// Every fourth is one statement that runs outside of transactions.
    private static String sql(int i) {
        int table = i / 4 * 4;
        return switch (i % 4) {
            case 0 ->
                    "CREATE TABLE k%1$d (a int);\nINSERT INTO k%1$d SELECT generate_series(1, 300);"
                            .formatted(table);
            case 1 -> "BEGIN;\nALTER TABLE k%d ADD b text DEFAULT 'x';\nCOMMIT;".formatted(table);
            case 2 ->
                    "UPDATE k%1$d SET a = a + 1;\nCREATE VIEW v%1$d AS TABLE k%1$d;"
                            .formatted(table);
            default ->
                    "CREATE UNIQUE INDEX CONCURRENTLY i%1$d ON k%1$d (a, (b || ''));"
                            .formatted(table);
        };
    }

    private Path folder(Optional<History> format) throws IOException {
        Path path = Files.createTempDirectory(dir, "folder");
        Folder folder = Folder.at(path);
        for (int i = 0; i < MIGRATIONS; i++) {
            if (format.isPresent()) {
                format.get().add(folder, i + 1, sql(i));
            } else {
                folder.file("V%d__t.sql".formatted(i + 1), sql(i));
            }
        }
        return path;
    }

    private static List<String> state(Postgres database, Optional<History> format)
            throws Exception {
        var lines = new ArrayList<String>(Fingerprint.of(database));
        lines.addAll(database.rows(FLYWAY));
        if (format.isPresent()) {
            lines.addAll(database.rows(format.get().rows()));
        }
        return lines;
    }

    @Test
    void whatIsLeftIsWhatAnUndisturbedRunLeaves() throws Exception {
        System.err.printf("KillTest: %d kills, -Dseed=%d%n", KILLS, SEED);
        var left = new AtomicInteger(KILLS);
        var databases = new AtomicInteger();
        var lost = new AtomicInteger();
        List<Callable<Void>> workers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            workers.add(() -> {
                while (left.get() > 0) {
                    int number = databases.getAndIncrement();
                    database(
                            FORMATS.get(number % FORMATS.size()),
                            new Random(SEED + number),
                            left,
                            lost);
                }
                return null;
            });
        }
        try (var executor = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<Void> future : executor.invokeAll(workers)) {
                future.get();
            }
        }
        System.err.printf(
                "KillTest: %d databases, %d killed at work%n", databases.get(), lost.get());
        assertThat(lost.get()).isPositive();
    }

    private void database(
            Optional<History> format, Random random, AtomicInteger left, AtomicInteger lost)
            throws Exception {
        Path folder = folder(format);
        Postgres undisturbed = Postgres.database();
        MigratorRun run = MigratorRun.of(folder, undisturbed);
        assertThat(run.code()).as(run.output()).isZero();

        Postgres database = Postgres.database();
        boolean isDone = false;
        while (!isDone && left.getAndDecrement() > 0) {
            MigratorProcess child = MigratorProcess.start(folder, database);
            waitFor(child, random.nextInt(7));
            Thread.sleep(random.nextInt(25));
            child.process().destroyForcibly().waitFor();
            String output = child.output();
            isDone = output.contains("now at") || output.contains("nothing to do");
            assertThat(output).as("-Dseed=%d %s", SEED, format).doesNotContain("error:");
            lost.addAndGet(
                    child.process().exitValue() == 137 && output.contains("applied") ? 1 : 0);
        }
        MigratorRun last = MigratorRun.of(folder, database);
        assertThat(last.code()).as("-Dseed=%d %s: %s", SEED, format, last.output()).isZero();
        assertThat(state(database, format))
                .as("-Dseed=%d %s", SEED, format)
                .isEqualTo(state(undisturbed, format));
    }

    /// Until it has applied so many, or has ended.
    private static void waitFor(MigratorProcess child, int applied) throws Exception {
        while (child.process().isAlive()
                && child.output().lines().filter(line -> line.startsWith("applied ")).count()
                        < applied) {
            Thread.sleep(5);
        }
        if (applied == 0) {
            Thread.sleep(300);
        }
    }
}
