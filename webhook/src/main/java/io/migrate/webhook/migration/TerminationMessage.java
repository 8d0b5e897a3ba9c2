package io.migrate.webhook.migration;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The termination message of a container: untrusted text, reduced to one of three kinds.
public sealed interface TerminationMessage {
    /// The migrator's JSON object, or the beginning of one.
    ///
    /// @param sqlState five characters
    /// @param script file of the migration that failed
    /// @param line line of the statement in that file
    /// @param to newest applied migration
    /// @param count number of migrations that this run applied
    /// @param adopted number of those that their tool had applied before, and this run recorded
    /// @param message one or two sentences
    record Report(
            Optional<String> sqlState,
            Optional<String> script,
            OptionalInt line,
            Optional<String> to,
            OptionalInt count,
            OptionalInt adopted,
            OptionalLong millis,
            OptionalLong lockWaitMillis,
            Optional<String> message)
            implements TerminationMessage {}

    /// The last lines of the log, which kubelet reports if there is no message.
    record Text(String line) implements TerminationMessage {}

    /// No message, or one that contradicts the exit code.
    record Nothing() implements TerminationMessage {}
}
