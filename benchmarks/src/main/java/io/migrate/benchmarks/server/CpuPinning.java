package io.migrate.benchmarks.server;

import io.migrate.benchmarks.machine.Program;

import java.util.ArrayList;
import java.util.List;

/// Pins processes to cores: the measured server gets the first core, and the load generator the
/// others, so that they do not compete for time.
final class CpuPinning {
    private CpuPinning() {}

    /// Pins a program to the first core.
    static Program first(Program program) {
        return on("0", program);
    }

    /// Pins a program to all but the first core, if there are several.
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
