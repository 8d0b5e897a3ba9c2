package io.migrate.benchmarks.report;

import java.util.Collection;

/// Repeated measurements: median, minimum and maximum.
public record Sample(double median, double low, double high) {
    /// Summarizes measurements.
    ///
    /// @throws IllegalArgumentException without any measurement
    public static Sample of(Collection<Double> measured) {
        if (measured.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = measured.stream().mapToDouble(each -> each).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Sample(median, sorted[0], sorted[sorted.length - 1]);
    }

    /// Returns a single measurement or count.
    public static Sample of(double value) {
        return new Sample(value, value, value);
    }
}
