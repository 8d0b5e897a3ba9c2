package io.migrate.benchmarks.machine;

/// The CPU limit of a process, as a container's.
public enum Share {
    /// No limit.
    ALL(0),
    /// One core.
    CORE(1),
    /// `500m` in Kubernetes notation.
    HALF(0.5),
    /// `100m`.
    TENTH(0.1);

    private final double cores;

    Share(double cores) {
        this.cores = cores;
    }

    /// 0 for no limit.
    double cores() {
        return cores;
    }
}
