package io.migrate.migrator.url;

/// Aborts parsing. [DatabaseUrl] turns its message into a [ParseResult.Invalid].
final class BadUrl extends Exception {
    private static final long serialVersionUID = 1;

    /// @param problem the message, never with a part of the URL that could be a password
    BadUrl(String problem) {
        super(problem, null, false, false);
    }
}
