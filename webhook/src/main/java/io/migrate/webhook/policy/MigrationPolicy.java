package io.migrate.webhook.policy;

/// A `MigrationPolicy`: what the platform team lets the Pods of a namespace do.
///
/// @param generation of the object; 0 if it came from a file
public record MigrationPolicy(String namespace, String name, long generation, Layer values) {}
