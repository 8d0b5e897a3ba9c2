/// Provides a real API server with etcd, the shipped webhook, and clients that measure.
package io.migrate.benchmarks.cluster;
