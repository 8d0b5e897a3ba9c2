package io.migrate.migrator.url;

/// What became of a connection string.
public sealed interface ParseResult {
    /// It can be used.
    ///
    /// @param target where it leads
    record Valid(ConnectionTarget target) implements ParseResult {}

    /// It cannot be used.
    ///
    /// @param problem one sentence that never holds a password
    record Invalid(String problem) implements ParseResult {}
}
