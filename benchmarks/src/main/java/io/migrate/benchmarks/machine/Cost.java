package io.migrate.benchmarks.machine;

/// What a process took from its start to its end.
///
/// @param wallMillis by the clock
/// @param cpuMillis of all cores, in its own code and the kernel's
/// @param rssMiB the peak of its resident memory
public record Cost(double wallMillis, double cpuMillis, double rssMiB) {}
