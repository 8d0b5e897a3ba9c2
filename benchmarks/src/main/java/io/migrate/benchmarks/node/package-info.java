/// Measures Pods on the Node that `.ci/cluster` has started.
package io.migrate.benchmarks.node;
