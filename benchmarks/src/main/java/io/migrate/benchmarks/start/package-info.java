/// How long a replica takes from nothing to its first Ready.
package io.migrate.benchmarks.start;
