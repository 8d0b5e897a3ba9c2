package io.migrate.webhook.migration;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a container left as its termination message. Anybody's text, until it is one of these.
public sealed interface TerminationMessage {
    /// The migrator's own object, or the beginning of one.
    ///
    /// @param sqlState five characters
    /// @param script the migration that failed
    /// @param line of the statement in it
    /// @param to newest migration that is applied now
    /// @param count how many this run applied
    /// @param message a sentence or two for a person
    record Report(
            Optional<String> sqlState,
            Optional<String> script,
            OptionalInt line,
            Optional<String> to,
            OptionalInt count,
            OptionalLong millis,
            OptionalLong lockWaitMillis,
            Optional<String> message)
            implements TerminationMessage {}

    /// The last lines of the log, which kubelet takes where there is no message.
    record Text(String line) implements TerminationMessage {}

    /// No word, or none that can be believed.
    record Nothing() implements TerminationMessage {}

    /// What it is.
    ///
    /// @param message as kubelet tells it
    /// @param exitCode as kubelet tells it: a message that speaks of another is not believed
    static TerminationMessage of(String message, int exitCode) {
        String bounded =
                message.substring(0, Math.min(message.length(), TerminationMessageParser.LONGEST));
        if (bounded.isBlank()) {
            return new Nothing();
        }
        var reader = TerminationMessageParser.read(bounded);
        return reader.isReport()
                ? reader.report(exitCode)
                        .<TerminationMessage>map(each -> each)
                        .orElseGet(Nothing::new)
                : LogTail.of(bounded).<TerminationMessage>map(Text::new).orElseGet(Nothing::new);
    }
}
