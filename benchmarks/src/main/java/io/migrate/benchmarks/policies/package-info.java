/// The webhook in clusters of many namespaces, each with a policy of its own.
package io.migrate.benchmarks.policies;
