package io.migrate.certs;

/// What came of reading a pair of certificate and key.
///
/// @param <T> what was to be read
public sealed interface ParseResult<T> {
    /// It is usable now.
    record Usable<T>(T value) implements ParseResult<T> {}

    /// It is not, and why.
    record Unusable<T>(CertificateProblem flaw) implements ParseResult<T> {}
}
