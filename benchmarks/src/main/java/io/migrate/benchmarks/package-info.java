/// Benchmarks of the webhook and the migrator against their peers. {@link
/// io.migrate.benchmarks.Main} runs the parts in sequence; each starts the shipped programs and
/// their peers in turn on this machine and returns figures.
package io.migrate.benchmarks;
