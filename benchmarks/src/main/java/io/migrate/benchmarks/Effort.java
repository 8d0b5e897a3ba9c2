package io.migrate.benchmarks;

/// How much is measured.
public enum Effort {
    /// Enough to see that all of it still runs.
    QUICK(2),

    /// Enough for medians that say something.
    FULL(9);

    private final int rounds;

    Effort(int rounds) {
        this.rounds = rounds;
    }

    /// How often one thing is run that has an end.
    public int rounds() {
        return rounds;
    }
}
