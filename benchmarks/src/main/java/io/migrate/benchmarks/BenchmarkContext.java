package io.migrate.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;

/// The environment of a part.
///
/// @param root the root of the repository
/// @param work a temporary folder, removed afterwards
/// @param progress receives progress messages
public record BenchmarkContext(RunMode mode, Path root, Path work, PrintStream progress) {
    /// Prints a progress message.
    public void log(String line) {
        progress.println("  " + line);
    }
}
