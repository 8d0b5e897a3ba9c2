package io.migrate.migrator.formats;

/// The result of reading a folder.
public sealed interface ReadResult {
    /// The folder holds migrations.
    record Found(Source source) implements ReadResult {}

    /// The folder holds no migrations.
    ///
    /// @param problem one sentence, or two
    record Empty(String problem) implements ReadResult {}

    /// The folder does not exist, or is not one that the migrator can run.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Unusable(String problem, String advice) implements ReadResult {}

    /// The folder is inconsistent: files that it refers to are missing, or two files have the same
    /// identity.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Contradictory(String problem, String advice) implements ReadResult {}
}
