package io.migrate.benchmarks.machine;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process that was started by {@link Measure}.
public final class Running implements AutoCloseable {
    /// What Linux counts processor time in, which is 100 a second everywhere (`getconf CLK_TCK`).
    private static final double TICK_MILLIS = 10;

    private static final int SHOWN = 2_000;

    private final Process measure;
    private final BufferedReader lines;
    private final long pid;
    private final Path log;

    /// How it ended.
    public record Ended(int exit, Cost cost) {}

    Running(Process measure, BufferedReader lines, long pid, Path log) {
        this.measure = measure;
        this.lines = lines;
        this.pid = pid;
        this.log = log;
    }

    /// All that it has written so far.
    public String log() throws IOException {
        return Files.readString(log);
    }

    /// The end of it, for a message.
    String output() throws IOException {
        String text = log();
        return text.substring(Math.max(0, text.length() - SHOWN));
    }

    /// Whether it has not ended yet.
    public boolean isAlive() {
        return measure.isAlive();
    }

    /// What it took of all cores so far, in its own code and the kernel's. Counted in steps of 10
    /// ms.
    public double cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // Its name may hold spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
    }

    /// Its resident memory now.
    public double rssMiB() throws IOException {
        return status("VmRSS:");
    }

    /// The peak of its resident memory so far.
    public double peakMiB() throws IOException {
        return status("VmHWM:");
    }

    private double status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(each -> each.startsWith(field))
                .mapToDouble(each -> Long.parseLong(each.replaceAll("[^0-9]", "")) / 1024.0)
                .sum();
    }

    /// Waits until it ends by itself.
    public Ended await() throws IOException {
        JsonNode end = Measure.read(lines);
        return new Ended(
                end.path("exit").asInt(),
                new Cost(
                        end.path("wallMillis").asDouble(),
                        end.path("cpuMillis").asDouble(),
                        end.path("rssKiB").asDouble() / 1024));
    }

    /// SIGTERM, and then its end.
    @Override
    public void close() {
        measure.destroy();
        measure.onExit().join();
    }
}
