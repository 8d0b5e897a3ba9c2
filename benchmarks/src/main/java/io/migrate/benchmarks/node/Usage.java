package io.migrate.benchmarks.node;

/// What a container has used.
///
/// @param mebibytes the most memory that it had at once, the kernel's share and its files included
record Usage(double mebibytes, double cpuSeconds) {}
