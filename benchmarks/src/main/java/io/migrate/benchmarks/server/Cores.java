package io.migrate.benchmarks.server;

import io.migrate.benchmarks.machine.Program;

import java.util.ArrayList;
import java.util.List;

/// Who runs where: the server that is measured has the first core to itself, and what sends the
/// load has the others, so that they do not take time from each other.
final class Cores {
    private Cores() {}

    /// On the first core.
    static Program first(Program program) {
        return on("0", program);
    }

    /// On all but the first core, if there are several.
    static Program others(Program program) {
        int cores = Runtime.getRuntime().availableProcessors();
        return on(cores == 1 ? "0" : "1-" + (cores - 1), program);
    }

    private static Program on(String cores, Program program) {
        var words = new ArrayList<String>(List.of("taskset", "-c", cores));
        words.addAll(program.command());
        return new Program(List.copyOf(words), program.environment());
    }
}
