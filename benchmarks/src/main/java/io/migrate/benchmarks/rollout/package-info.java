/// Measures many migrators of one release that start at the same time.
package io.migrate.benchmarks.rollout;
