package io.migrate.webhook.policy;

/// A label that policies may give their Pods.
///
/// @param key of the label
/// @param value that they may give it
public record LabelConstraint(String key, Value value) {
    /// What a policy may write as the label's value.
    public enum Value {
        /// The name of its own namespace, so that nobody opens another's door.
        NAMESPACE_NAME,
        ANY
    }

    boolean admits(String label, String given, String namespace) {
        return label.equals(key)
                && switch (value) {
                    case NAMESPACE_NAME -> given.equals(namespace);
                    case ANY -> true;
                };
    }

    String text(String namespace) {
        return switch (value) {
            case NAMESPACE_NAME -> key + "=" + namespace;
            case ANY -> key + "=*";
        };
    }
}
