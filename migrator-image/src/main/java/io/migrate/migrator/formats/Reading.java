package io.migrate.migrator.formats;

/// What became of reading a folder.
public sealed interface Reading {
    /// It holds migrations.
    record Found(Source source) implements Reading {}

    /// It holds none.
    ///
    /// @param problem one sentence
    record Empty(String problem) implements Reading {}

    /// It is not there, or it is not for us.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Unusable(String problem, String advice) implements Reading {}

    /// It contradicts itself: files are missing that it names, or two are the same.
    ///
    /// @param problem one sentence
    /// @param advice what to do
    record Contradictory(String problem, String advice) implements Reading {}
}
