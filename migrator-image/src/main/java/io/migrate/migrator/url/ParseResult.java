package io.migrate.migrator.url;

/// The result of parsing a connection string.
public sealed interface ParseResult {
    /// The connection string is valid.
    ///
    /// @param target the database to connect to
    record Valid(ConnectionTarget target) implements ParseResult {}

    /// The connection string is invalid.
    ///
    /// @param problem one sentence that never contains a password
    record Invalid(String problem) implements ParseResult {}
}
