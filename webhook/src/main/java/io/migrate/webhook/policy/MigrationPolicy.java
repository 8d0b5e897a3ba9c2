package io.migrate.webhook.policy;

/// A `MigrationPolicy`: the migration settings for the Pods of a namespace.
///
/// @param generation of the object; 0 if it came from a file
public record MigrationPolicy(String namespace, String name, long generation, Layer values) {}
