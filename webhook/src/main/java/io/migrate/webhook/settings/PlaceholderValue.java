package io.migrate.webhook.settings;

/// The value of a placeholder in migrations. Only the migrator's container receives it; it is in no
/// message, Event or status.
public sealed interface PlaceholderValue {
    /// Written in a policy or an annotation.
    record Text(String value) implements PlaceholderValue {
        /// Without the value, as a placeholder may hold anything.
        @Override
        public String toString() {
            return "Text[…]";
        }
    }

    /// In a Secret in the Pod's namespace.
    record Secret(KeyRef key) implements PlaceholderValue {}
}
