package io.migrate.benchmarks;

import java.time.Duration;

/// How much is measured.
public enum Effort {
    /// Enough to see that all of it still runs.
    QUICK(2, Duration.ofSeconds(1)),

    /// Enough for medians that say something.
    FULL(9, Duration.ofSeconds(8));

    private final int rounds;
    private final Duration load;

    Effort(int rounds, Duration load) {
        this.rounds = rounds;
        this.load = load;
    }

    /// How often one thing is run that has an end.
    public int rounds() {
        return rounds;
    }

    /// How long a server is kept busy for one measurement.
    public Duration load() {
        return load;
    }
}
