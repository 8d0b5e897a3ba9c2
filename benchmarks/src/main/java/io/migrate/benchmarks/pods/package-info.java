/// Pods as an API server sends them to webhooks, of any size.
package io.migrate.benchmarks.pods;
