package io.migrate.benchmarks.machine;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process started by {@link Measure}.
public final class Running implements AutoCloseable {
    /// The unit in which Linux counts CPU time, 100 per second on all platforms (`getconf
    /// CLK_TCK`).
    private static final double TICK_MILLIS = 10;

    private static final int SHOWN = 2_000;

    private final Process measure;
    private final BufferedReader lines;
    private final long pid;
    private final Path log;

    /// Exit code and resource usage of an ended process.
    public record Ended(int exit, Cost cost) {}

    Running(Process measure, BufferedReader lines, long pid, Path log) {
        this.measure = measure;
        this.lines = lines;
        this.pid = pid;
        this.log = log;
    }

    /// The complete output so far.
    public String log() throws IOException {
        return Files.readString(log);
    }

    /// The end of the output, for messages.
    String output() throws IOException {
        String text = log();
        return text.substring(Math.max(0, text.length() - SHOWN));
    }

    /// Whether it is still running.
    public boolean isAlive() {
        return measure.isAlive();
    }

    /// User and system CPU time so far, in steps of 10 ms.
    public double cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name may contain spaces: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
    }

    /// Current resident memory.
    public double rssMiB() throws IOException {
        return status("VmRSS:");
    }

    /// Peak resident memory so far.
    public double peakMiB() throws IOException {
        return status("VmHWM:");
    }

    private double status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(each -> each.startsWith(field))
                .mapToDouble(each -> Long.parseLong(each.replaceAll("[^0-9]", "")) / 1024.0)
                .sum();
    }

    /// Waits for the process to end.
    public Ended await() throws IOException {
        JsonNode end = Measure.read(lines);
        return new Ended(
                end.path("exit").asInt(),
                new Cost(
                        end.path("wallMillis").asDouble(),
                        end.path("cpuMillis").asDouble(),
                        end.path("rssKiB").asDouble() / 1024));
    }

    /// Sends SIGTERM and waits for the end.
    @Override
    public void close() {
        measure.destroy();
        measure.onExit().join();
    }
}
