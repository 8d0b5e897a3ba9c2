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

/// What came of many processes that were started at once.
///
/// @param seconds from the start of the first to the end of the last
/// @param cpuSeconds of all of them
/// @param connections the most that were open at a time, looked at all the time
/// @param failed how many ended badly
record Crowd(double seconds, double cpuSeconds, long connections, int failed) {
    static Crowd of(int size, Program program, Measure measure, Server server, String database)
            throws IOException, InterruptedException {
        var done = new AtomicBoolean();
        var peak = new AtomicLong();
        Thread watcher = Thread.ofPlatform().start(() -> watch(server, database, done, peak));
        long start = System.nanoTime();
        var crowd = new ArrayList<Running>();
        double cpuMillis = 0;
        int failed = 0;
        try {
            for (int i = 0; i < size; i++) {
                crowd.add(measure.start(program, Share.ALL));
            }
            for (Running each : crowd) {
                Running.Ended ended = each.await();
                Cost cost = ended.cost();
                cpuMillis += cost.cpuMillis();
                failed += ended.exit() == 0 ? 0 : 1;
            }
        } finally {
            crowd.forEach(Running::close);
            done.set(true);
            watcher.join();
        }
        return new Crowd((System.nanoTime() - start) / 1e9, cpuMillis / 1e3, peak.get(), failed);
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
