/// Many Pods of one release that start at once, each with its migrator.
package io.migrate.benchmarks.rollout;
