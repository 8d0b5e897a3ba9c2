package io.migrate.webhook.doctor;

/// How bad it is, from the least to the worst.
public enum Severity {
    /// Looked at, and as it should be.
    OK,
    /// Not looked at, for lack of rights.
    UNKNOWN,
    /// It works, and will or may not always.
    WARNING,
    /// Pods with a migration are kept from starting, or start without it.
    ERROR
}
