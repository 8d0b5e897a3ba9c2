package io.migrate.migrator.formats;

/// What a migration does when it is applied.
public sealed interface Effect {
    /// Runs SQL.
    ///
    /// @param sql the part of the file that is applied: statements separated by `;`, on the lines
    ///   where the file has them
    /// @param transaction what the file requests
    record Sql(String sql, Transaction transaction) implements Effect {}

    /// Only its own tool can run it. After that, it is handled like any other applied migration.
    ///
    /// @param reason a sentence without a subject: `is Go code, which only goose can run`
    record Unsupported(String reason) implements Effect {}
}
