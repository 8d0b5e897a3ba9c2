/// Measures the webhook in clusters with many namespaces, each with its own policy.
package io.migrate.benchmarks.policies;
