package io.migrate.webhook.policy;

/// Who set a value.
public sealed interface Origin {
    /// Our own default.
    record BuiltIn() implements Origin {}

    /// The `ClusterMigrationPolicy`.
    record Cluster() implements Origin {}

    /// A `MigrationPolicy` of the Pod's namespace.
    record Namespace(String policy) implements Origin {}

    /// An annotation on the Pod.
    record Annotation() implements Origin {}

    /// For people: `built-in`, `cluster policy`, `policy NAME`, `annotation`.
    default String text() {
        return switch (this) {
            case BuiltIn() -> "built-in";
            case Cluster() -> "cluster policy";
            case Namespace(var policy) -> "policy " + policy;
            case Annotation() -> "annotation";
        };
    }
}
