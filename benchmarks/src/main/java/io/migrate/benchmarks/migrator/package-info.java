/// The migrator beside the tools whose folders it reads: finding nothing to do, and applying.
package io.migrate.benchmarks.migrator;
