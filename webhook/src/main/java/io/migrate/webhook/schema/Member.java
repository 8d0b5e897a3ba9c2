package io.migrate.webhook.schema;

/// A key of a {@link Schema.Structure}.
///
/// @param doc what `kubectl explain` tells: a sentence or two
public record Member(String name, Schema schema, Presence presence, String doc) {
    /// Whether an object may lack it.
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /// One that has to be there.
    public static Member required(String name, Schema schema, String doc) {
        return new Member(name, schema, Presence.REQUIRED, doc);
    }

    /// One that may be absent.
    public static Member optional(String name, Schema schema, String doc) {
        return new Member(name, schema, Presence.OPTIONAL, doc);
    }
}
