package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Migrators that die in many ways at any moment, and are started again until all is done: nothing
/// runs twice, nothing is half done without exit code 13, and in the end there is what an
/// undisturbed run leaves. `-Dkills=…` says how many, `-Dseed=…` brings a run back as far as clocks
/// allow.
@Tag("long")
class KillTest {
    private static final List<Layout> LAYOUTS = List.of(Layout.values());
    private static final List<Death> DEATHS = List.of(Death.values());
    private static final int KILLS = Integer.getInteger("kills", 24);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int GROUPS = 5;
    private static final int AT_ONCE = 3;
    private static final String FLYWAY =
            "SELECT installed_rank, version, description, type, script, checksum, success FROM"
                    + " flyway_schema_history ORDER BY 1";

    @TempDir Path dir;

    private final AtomicInteger left = new AtomicInteger(KILLS);
    private final AtomicInteger databases = new AtomicInteger();

    /// How many died at work, by death, kind of file and layout, and how many starts ended with 13.
    private final Map<String, Integer> tally = new TreeMap<>();

    private final Map<Layout, List<String>> undisturbed = new ConcurrentHashMap<>();

    private synchronized void count(String... keys) {
        for (String key : keys) {
            tally.merge(key, 1, Integer::sum);
        }
    }

    @Test
    void whatIsLeftIsWhatAnUndisturbedRunLeaves() throws Exception {
        System.err.printf("KillTest: %d kills, -Dseed=%d%n", KILLS, SEED);
        List<Callable<Void>> workers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            workers.add(this::work);
        }
        try (var executor = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<Void> future : executor.invokeAll(workers)) {
                future.get();
            }
        }
        System.err.printf("KillTest: %d databases, at work: %s%n", databases.get(), tally);
        assertThat(tally).containsKey("at work");
    }

    /// A server stops with all of its databases, so that each worker has its own.
    private Void work() throws Exception {
        try (KillServer server = KillServer.at(Files.createTempDirectory(dir, "server"))) {
            while (left.get() > 0) {
                int number = databases.getAndIncrement();
                Layout layout = LAYOUTS.get(number % LAYOUTS.size());
                try {
                    die(layout, server, number);
                } catch (Exception | AssertionError e) {
                    left.set(0);
                    throw e;
                }
            }
        }
        return null;
    }

    private void die(Layout layout, KillServer server, int number) throws Exception {
        var random = new Random(SEED + number);
        KillFolder folder =
                KillFolder.write(layout, Files.createTempDirectory(dir, "folder"), GROUPS);
        var check =
                new KillCheck(
                        folder,
                        server.database(),
                        "-Dseed=%d, database %d of %s".formatted(SEED, number, layout));
        boolean isDone = false;
        while (!isDone && left.get() > 0) {
            isDone = dieOnce(check, server, random) == 0;
        }
        check.awaitEnd();
        if (check.interrupted().isPresent()) {
            check.repair(random);
        }
        MigratorRun last = check.run();
        assertThat(last.code()).as("%s: %s", check.seed(), last.output()).isZero();
        assertThat(state(check)).as(check.seed()).isEqualTo(undisturbed(layout, folder));
    }

    /// @return the exit code
    private int dieOnce(KillCheck check, KillServer server, Random random) throws Exception {
        Death death = DEATHS.get(random.nextInt(DEATHS.size()));
        var environment = new HashMap<>(death.environment(random));
        if (check.folder().layout().needsPermission()) {
            environment.put("MIGRATE_MIXED", "Allow");
        }
        MigratorProcess migrator =
                MigratorProcess.start(check.folder().path(), check.database(), environment);
        waitFor(migrator, random.nextInt(9));
        Thread.sleep(random.nextInt(60));
        death.strike(migrator, check.database(), server);

        int code = migrator.process().exitValue();
        String output = "%s, exit code %d: %s".formatted(death, code, migrator.output());
        boolean isRefused = code == 13;
        if (!isRefused) {
            count(death, check, code);
            assertThat(death.codes()).as("%s: %s", check.seed(), output).contains(code);
        }
        // Otherwise the next one starts while the session of this one may go on.
        if (isRefused || random.nextInt(3) > 0) {
            check.awaitEnd();
            check.verify(output);
        }
        if (isRefused) {
            refused(check, output, code, random);
        } else if (check.interrupted().isPresent() && random.nextBoolean()) {
            MigratorRun next = check.run();
            refused(check, next.output(), next.code(), random);
        }
        return code;
    }

    private void count(Death death, KillCheck check, int code) throws Exception {
        if (code == 0) {
            return;
        }
        left.decrementAndGet();
        int applied = check.applied();
        if (applied > 0 && applied < check.folder().files().size()) {
            count(
                    "at work",
                    "death " + death,
                    "file " + check.folder().files().get(applied).kind(),
                    "format " + check.folder().layout());
        }
    }

    private void refused(KillCheck check, String output, int code, Random random) throws Exception {
        check.awaitEnd();
        check.verifyRefusal(output, code);
        count("13", "13 for " + check.interrupted().orElseThrow().kind());
        check.repair(random);
    }

    private List<String> undisturbed(Layout layout, KillFolder folder) throws Exception {
        if (!undisturbed.containsKey(layout)) {
            var check = new KillCheck(folder, Postgres.database(), "undisturbed");
            MigratorRun run = check.run();
            assertThat(run.code()).as(run.output()).isZero();
            undisturbed.put(layout, state(check));
        }
        return undisturbed.get(layout);
    }

    private static List<String> state(KillCheck check) throws Exception {
        Postgres database = check.database();
        var lines = new ArrayList<String>(Fingerprint.of(database));
        lines.addAll(database.rows(FLYWAY));
        if (check.folder().layout().tool().isPresent()) {
            lines.addAll(database.rows(effective(check.folder().layout().tool().get())));
        }
        return lines;
    }

    /// Prisma keeps the rows of what was rolled back.
    private static String effective(History tool) {
        return tool == History.PRISMA
                ? tool.rows().replace(" ORDER", " WHERE rolled_back_at IS NULL ORDER")
                : tool.rows();
    }

    /// Until it has applied so many, or has ended.
    private static void waitFor(MigratorProcess migrator, int applied) throws Exception {
        while (migrator.process().isAlive()
                && migrator.output().lines().filter(line -> line.startsWith("applied ")).count()
                        < applied) {
            Thread.sleep(5);
        }
        if (applied == 0) {
            Thread.sleep(300);
        }
    }
}
