package io.migrate.benchmarks;

/// The amount of measurement.
public enum RunMode {
    /// Enough to verify that everything still runs.
    QUICK(2),

    /// Enough for meaningful medians.
    FULL(9);

    private final int rounds;

    RunMode(int rounds) {
        this.rounds = rounds;
    }

    /// The number of rounds for programs that end by themselves.
    public int rounds() {
        return rounds;
    }
}
