package io.migrate.migrator.settings;

import java.util.List;

/// What a command line and its environment ask for.
public sealed interface Request {
    /// Work to do.
    record Run(Settings settings) implements Request {}

    /// `--help`
    record Help() implements Request {}

    /// `--version`
    record Version() implements Request {}

    /// Nothing that can be done.
    ///
    /// @param problems all of them, a sentence each
    record Wrong(List<String> problems) implements Request {}
}
