package io.migrate.benchmarks.machine;

/// The resources that a process used from start to end.
///
/// @param wallMillis wall-clock time
/// @param cpuMillis user and system CPU time on all cores
/// @param rssMiB peak resident memory
public record Cost(double wallMillis, double cpuMillis, double rssMiB) {}
