/// Builds the shipped programs as their Dockerfiles do, runs them as processes, and measures their
/// resource usage.
package io.migrate.benchmarks.machine;
