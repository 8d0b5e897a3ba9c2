package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Share;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Sends the same review repeatedly with Vegeta (https://github.com/tsenart/vegeta), a separate
/// process on the cores that the servers do not use.
///
/// @param work folder for its files
/// @param authority the trusted CA certificate, as PEM
record Load(Measure measure, Path work, Path authority) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_MILLI = 1e6;

    /// The result of a measurement.
    ///
    /// @param perSecond responses per second of wall-clock time
    /// @param perCoreSecond responses per second of the server's CPU time
    record Outcome(double perSecond, double perCoreSecond, double p50Millis, double p99Millis) {}

    /// Sends as many reviews as the server answers: each connection sends the next one after a
    /// response.
    Outcome saturate(Server server, Path review, int connections, Duration duration)
            throws IOException {
        return attack(server, review, connections, duration, "0");
    }

    /// Sends reviews at a fixed rate.
    Outcome steady(Server server, Path review, int connections, Duration duration, double perSecond)
            throws IOException {
        return attack(server, review, connections, duration, Math.round(perSecond) + "/1s");
    }

    private Outcome attack(
            Server server, Path review, int connections, Duration duration, String rate)
            throws IOException {
        Path target = work.resolve("target");
        Files.writeString(
                target,
                "POST https://127.0.0.1:%d/mutate\nContent-Type: application/json\n@%s\n"
                        .formatted(server.port(), review));
        Path results = work.resolve("results");
        double before = server.running().cpuMillis();
        measure.run(
                CpuPinning.others(
                        Program.of(
                                Measure.peers().resolve("vegeta").toString(),
                                "attack",
                                "-targets=" + target,
                                "-root-certs=" + authority,
                                "-http2=false",
                                "-max-body=0",
                                "-workers=" + connections,
                                "-max-workers=" + connections,
                                "-connections=" + connections,
                                "-rate=" + rate,
                                "-duration=" + duration.toMillis() + "ms",
                                "-output=" + results)),
                Share.ALL);
        double cpuMillis = server.running().cpuMillis() - before;
        JsonNode report = report(results);
        int answered = report.path("status_codes").path("200").asInt();
        if (answered == 0 || answered != report.path("requests").asInt()) {
            throw new IOException(server.name() + " did not answer all with 200: " + report);
        }
        JsonNode latencies = report.path("latencies");
        return new Outcome(
                report.path("throughput").asDouble(),
                answered * 1000 / cpuMillis,
                latencies.path("50th").asDouble() / NANOS_PER_MILLI,
                latencies.path("99th").asDouble() / NANOS_PER_MILLI);
    }

    private JsonNode report(Path results) throws IOException {
        Path report = work.resolve("report");
        measure.run(
                Program.of(
                        Measure.peers().resolve("vegeta").toString(),
                        "report",
                        "-type=json",
                        "-output=" + report,
                        results.toString()),
                Share.ALL);
        return JSON.readTree(report.toFile());
    }
}
