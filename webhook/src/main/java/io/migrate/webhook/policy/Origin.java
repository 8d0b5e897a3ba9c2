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

    /// The Nodes, which do not support the image volume that a policy asks for.
    ///
    /// @param reason why not
    record Nodes(String reason) implements Origin {}

    /// Returns the text for people: `built-in`, `cluster policy`, `policy NAME`, `annotation`,
    /// `instead of ImageVolume: REASON`.
    default String text() {
        return switch (this) {
            case BuiltIn() -> "built-in";
            case Cluster() -> "cluster policy";
            case Namespace(var policy) -> "policy " + policy;
            case Annotation() -> "annotation";
            case Nodes(var reason) -> "instead of ImageVolume: " + reason;
        };
    }
}
