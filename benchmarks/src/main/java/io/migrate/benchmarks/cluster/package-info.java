/// A real API server with etcd, the webhook as it ships in front of it, and clients that count.
package io.migrate.benchmarks.cluster;
