package io.migrate.benchmarks;

import io.migrate.benchmarks.report.Figure;

import java.util.List;

/// A benchmark that answers one question.
public interface Part {
    /// The name for `--only` and the prefix of its figures.
    String name();

    /// The question it answers, in one line.
    String question();

    /// Measures; starts and stops everything it needs.
    ///
    /// @throws Exception if a measurement fails, or a measured program does
    List<Figure> measure(BenchmarkContext context) throws Exception;
}
