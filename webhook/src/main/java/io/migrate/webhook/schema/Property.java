package io.migrate.webhook.schema;

/// A key of a {@link Schema.ObjectSchema}.
///
/// @param doc what `kubectl explain` tells: a sentence or two
public record Property(String name, Schema schema, Presence presence, String doc) {
    /// Whether an object may lack it.
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /// One that has to be there.
    public static Property required(String name, Schema schema, String doc) {
        return new Property(name, schema, Presence.REQUIRED, doc);
    }

    /// One that may be absent.
    public static Property optional(String name, Schema schema, String doc) {
        return new Property(name, schema, Presence.OPTIONAL, doc);
    }
}
