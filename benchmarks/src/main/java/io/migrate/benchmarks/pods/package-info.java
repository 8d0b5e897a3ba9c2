/// Generates Pods of any size as an API server sends them to webhooks.
package io.migrate.benchmarks.pods;
