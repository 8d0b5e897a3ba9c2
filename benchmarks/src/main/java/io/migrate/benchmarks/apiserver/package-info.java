/// Measures the creation of Pods through a real API server, with and without the webhook.
package io.migrate.benchmarks.apiserver;
