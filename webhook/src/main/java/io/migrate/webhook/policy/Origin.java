package io.migrate.webhook.policy;

/// Where a value is set.
public sealed interface Origin {
    /// The built-in default.
    record BuiltIn() implements Origin {}

    /// The `ClusterMigrationPolicy`.
    record Cluster() implements Origin {}

    /// A `MigrationPolicy` of the Pod's namespace.
    record Namespace(String policy) implements Origin {}

    /// An annotation on the Pod.
    record Annotation() implements Origin {}

    /// Returns the text for people: `built-in`, `cluster policy`, `policy NAME`, `annotation`.
    default String text() {
        return switch (this) {
            case BuiltIn() -> "built-in";
            case Cluster() -> "cluster policy";
            case Namespace(var policy) -> "policy " + policy;
            case Annotation() -> "annotation";
        };
    }
}
