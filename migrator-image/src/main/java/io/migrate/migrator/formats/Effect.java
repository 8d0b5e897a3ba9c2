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

    /// Its own tool refuses to run it. That is an error only while it is pending: tools do not read
    /// what they have applied, and older versions of them accepted more.
    ///
    /// @param reason a sentence without a subject, with the lines
    /// @param advice what is legal, in a sentence
    record Invalid(String reason, String advice) implements Effect {}
}
