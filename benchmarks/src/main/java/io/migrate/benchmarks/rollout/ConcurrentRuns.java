package io.migrate.benchmarks.rollout;

import io.migrate.benchmarks.machine.Cost;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Running;
import io.migrate.benchmarks.machine.Share;
import io.migrate.benchmarks.migrator.Server;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The result of many processes started at the same time.
///
/// @param seconds from the start of the first to the end of the last
/// @param cpuSeconds CPU time of all processes
/// @param connections maximum number of open connections
/// @param failed number of failed processes
record ConcurrentRuns(double seconds, double cpuSeconds, long connections, int failed) {
    static ConcurrentRuns of(
            int size, Program program, Measure measure, Server server, String database)
            throws IOException, InterruptedException {
        var done = new AtomicBoolean();
        var peak = new AtomicLong();
        Thread watcher = Thread.ofPlatform().start(() -> watch(server, database, done, peak));
        long start = System.nanoTime();
        var runs = new ArrayList<Running>();
        double cpuMillis = 0;
        int failed = 0;
        try {
            for (int i = 0; i < size; i++) {
                runs.add(measure.start(program, Share.ALL));
            }
            for (Running each : runs) {
                Running.Ended ended = each.await();
                Cost cost = ended.cost();
                cpuMillis += cost.cpuMillis();
                failed += ended.exit() == 0 ? 0 : 1;
            }
        } finally {
            runs.forEach(Running::close);
            done.set(true);
            watcher.join();
        }
        return new ConcurrentRuns(
                (System.nanoTime() - start) / 1e9, cpuMillis / 1e3, peak.get(), failed);
    }

    private static void watch(Server server, String database, AtomicBoolean done, AtomicLong peak) {
        try (var connection = server.connect("postgres");
                var look =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
            look.setString(1, database);
            while (!done.get()) {
                try (var rows = look.executeQuery()) {
                    rows.next();
                    peak.accumulateAndGet(rows.getLong(1), Math::max);
                }
                Thread.sleep(10);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
