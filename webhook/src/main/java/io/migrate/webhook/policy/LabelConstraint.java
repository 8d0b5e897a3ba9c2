package io.migrate.webhook.policy;

/// A label that policies may add to Pods.
///
/// @param key of the label
/// @param value that is allowed
record LabelConstraint(String key, Value value) {
    /// The allowed value of a label.
    enum Value {
        /// The name of the policy's namespace, so that no policy grants another namespace's access.
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
