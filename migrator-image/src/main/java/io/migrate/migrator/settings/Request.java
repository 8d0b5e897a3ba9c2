package io.migrate.migrator.settings;

import java.util.List;

/// What the command line and the environment request.
public sealed interface Request {
    /// Run a command.
    record Run(Settings settings) implements Request {}

    /// Show the help.
    record Help() implements Request {}

    /// Show the version.
    record Version() implements Request {}

    /// Arguments or settings are invalid.
    ///
    /// @param problems all of them, a sentence each
    record Invalid(List<String> problems) implements Request {}
}
