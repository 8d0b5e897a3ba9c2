package io.migrate.migrator.formats;

/// What became of reading a folder.
public sealed interface ReadResult {
    /// It holds migrations.
    record Found(Source source) implements ReadResult {}

    /// It holds none.
    ///
    /// @param problem one sentence
    record Empty(String problem) implements ReadResult {}

    /// It is not there, or it is not for us.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Unusable(String problem, String advice) implements ReadResult {}

    /// It contradicts itself: files are missing that it names, or two are the same.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Contradictory(String problem, String advice) implements ReadResult {}
}
