package io.migrate.benchmarks.machine;

/// How much of the machine a process gets, as a container's CPU limit gives it.
public enum Share {
    /// As much as there is.
    ALL(0),
    /// One core.
    CORE(1),
    /// `500m` in Kubernetes' words.
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
