package io.migrate.webhook.policy;

/// The `ClusterMigrationPolicy`: what holds in every namespace, and what none may exceed.
///
/// @param generation of the object; 0 if it came from a file
/// @param defaults between the built-in values and those of a namespace's policy
public record ClusterMigrationPolicy(long generation, Layer defaults, Constraints constraints) {}
