package io.migrate.migrator.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    /// @param copy the folder with the migrations, if it is a copy
    record Invalid(List<String> problems, Optional<Path> copy) implements Request {}
}
