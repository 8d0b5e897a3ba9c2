/// Measures the migrator against the tools whose folders it reads, with and without pending
/// migrations.
package io.migrate.benchmarks.migrator;
