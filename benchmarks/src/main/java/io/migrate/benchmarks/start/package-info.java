/// Measures the startup of a replica until it is ready.
package io.migrate.benchmarks.start;
