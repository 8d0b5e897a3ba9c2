package io.migrate.webhook.policy;

/// The `ClusterMigrationPolicy`: the defaults for all namespaces, and the limits on all of them.
///
/// @param generation of the object; 0 if it came from a file
/// @param defaults between the built-in values and those of a namespace's policy
public record ClusterMigrationPolicy(long generation, Layer defaults, Constraints constraints) {}
