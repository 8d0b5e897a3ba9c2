package io.migrate.webhook.schema;

/// A property of a {@link Schema.ObjectSchema}.
///
/// @param doc the description that `kubectl explain` shows: one or two sentences
public record Property(String name, Schema schema, Presence presence, String doc) {
    /// Whether an object must have the property.
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /// Returns a required property.
    public static Property required(String name, Schema schema, String doc) {
        return new Property(name, schema, Presence.REQUIRED, doc);
    }

    /// Returns an optional property.
    public static Property optional(String name, Schema schema, String doc) {
        return new Property(name, schema, Presence.OPTIONAL, doc);
    }
}
