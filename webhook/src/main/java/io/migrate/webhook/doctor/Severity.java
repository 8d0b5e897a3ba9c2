package io.migrate.webhook.doctor;

/// The severity of a finding, from the lowest to the highest.
public enum Severity {
    /// Checked, without a problem.
    OK,
    /// Not checked, usually because a permission is missing.
    UNKNOWN,
    /// It works now, but is weakened or about to fail.
    WARNING,
    /// Annotated Pods cannot start, or start without their migration.
    ERROR
}
