package io.migrate.migrator.formats;

/// What a migration does when it is applied.
public sealed interface Effect {
    /// It runs SQL.
    ///
    /// @param sql the part of the file that goes up, statements separated by `;`, on the lines
    ///   where they are in the file
    /// @param transaction what the file says of it
    record Sql(String sql, Transaction transaction) implements Effect {}

    /// Only its own tool can run it. Once applied it is a migration like any other.
    ///
    /// @param reason a sentence without its subject: `is Go code, which only goose can run`
    record Unsupported(String reason) implements Effect {}
}
