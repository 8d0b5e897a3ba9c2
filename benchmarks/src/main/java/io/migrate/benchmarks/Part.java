package io.migrate.benchmarks;

import io.migrate.benchmarks.report.Figure;

import java.util.List;

/// One question, measured by itself.
public interface Part {
    /// What `--only` knows it by, and what its figures' names begin with.
    String name();

    /// What is measured, in a line.
    String question();

    /// Measures; starts all that it needs, and stops it.
    ///
    /// @throws Exception if something could not be measured, or did something wrong while it was
    List<Figure> measure(Bench bench) throws Exception;
}
