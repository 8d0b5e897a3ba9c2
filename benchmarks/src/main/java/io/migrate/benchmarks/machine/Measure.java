package io.migrate.benchmarks.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts programs through `measure`, which limits their CPU and reports their resource usage.
///
/// @param program the path of `measure`, see `benchmarks/go/measure`
/// @param logs folder for the output of started programs
public record Measure(Path program, Path logs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Uses the `measure` that `benchmarks/peers` built.
    ///
    /// @param work folder for the output of started programs
    public static Measure in(Path work) {
        return new Measure(peers().resolve("measure"), work);
    }

    /// The folder with the programs that `benchmarks/peers` built.
    public static Path peers() {
        return Path.of(System.getenv("MIGRATE_IO_PEERS_DIR"));
    }

    /// Runs a program to its end.
    ///
    /// @throws IOException if it fails; the message contains the end of its output
    public Cost run(Program what, Share share) throws IOException {
        try (Running running = start(what, share)) {
            Running.Ended ended = running.await();
            if (ended.exit() != 0) {
                throw new IOException(
                        "%s ended with %d:%n%s"
                                .formatted(what.command(), ended.exit(), running.output()));
            }
            return ended.cost();
        }
    }

    /// Starts a program that runs until it is closed.
    public Running start(Program what, Share share) throws IOException {
        Path log = Files.createTempFile(logs, "output", ".log");
        var words =
                new ArrayList<String>(
                        List.of(program.toString(), String.valueOf(share.cores()), log.toString()));
        words.addAll(what.command());
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
        builder.environment().putAll(what.environment());
        Process process = builder.start();
        BufferedReader lines = process.inputReader();
        return new Running(process, lines, read(lines).path("pid").asLong(), log);
    }

    static JsonNode read(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("measure could not start the program, see above");
        }
        return JSON.readTree(line);
    }
}
