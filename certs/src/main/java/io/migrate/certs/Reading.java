package io.migrate.certs;

/// What came of reading a pair of certificate and key.
///
/// @param <T> what was to be read
public sealed interface Reading<T> {
    /// It is usable now.
    record Usable<T>(T value) implements Reading<T> {}

    /// It is not, and why.
    record Unusable<T>(Flaw flaw) implements Reading<T> {}
}
