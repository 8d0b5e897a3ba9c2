package io.migrate.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;

/// What a part measures with.
///
/// @param root of the repository
/// @param work a folder for whatever it writes, removed afterwards
/// @param progress where a person sees how far it is
public record Bench(Effort effort, Path root, Path work, PrintStream progress) {
    /// Tells how far it is.
    public void say(String line) {
        progress.println("  " + line);
    }
}
