/// Pods that are created through a real API server, with the webhook and without.
package io.migrate.benchmarks.apiserver;
