package io.migrate.benchmarks.cluster;

import java.util.List;

/// Quantiles of the latencies of one round.
public record Quantiles(double p50, double p99) {
    /// Computes the quantiles by the nearest rank.
    public static Quantiles of(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return new Quantiles(at(sorted, 0.5), at(sorted, 0.99));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
