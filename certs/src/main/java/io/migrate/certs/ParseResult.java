package io.migrate.certs;

/// The result of reading certificates or keys.
///
/// @param <T> the type of the value
public sealed interface ParseResult<T> {
    /// A usable value.
    record Usable<T>(T value) implements ParseResult<T> {}

    /// The reason why there is no usable value.
    record Unusable<T>(CertificateProblem problem) implements ParseResult<T> {}
}
