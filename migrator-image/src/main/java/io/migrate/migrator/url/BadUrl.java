package io.migrate.migrator.url;

/// Ends the parsing; its message becomes a [ParseResult.Invalid] at the door of this package.
final class BadUrl extends Exception {
    private static final long serialVersionUID = 1;

    /// @param problem what is wrong, never a part of the URL that could be a password
    BadUrl(String problem) {
        super(problem, null, false, false);
    }
}
