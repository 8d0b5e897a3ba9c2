package io.migrate.migrator.connection;

import io.migrate.migrator.report.Outcome;

/// The result of one attempt to connect.
sealed interface Attempt {
    /// The attempt is the last one.
    record Finished(ConnectResult result) implements Attempt {}

    /// A later attempt may succeed.
    ///
    /// @param reason for the log
    /// @param retry until when; never [Retry#NEVER]
    /// @param outcome of the run if no attempt succeeds
    record Retryable(String reason, Retry retry, Outcome outcome) implements Attempt {}

    /// The time for connecting ended before the attempt did, so that it says nothing about the
    /// cause: an earlier attempt may have.
    record CutOff(Retryable failure) implements Attempt {}

    /// How long failed attempts are repeated.
    enum Retry {
        /// Until connect-timeout.
        UNTIL_TIMEOUT,
        /// For a short time, in which a missing database may be created.
        BRIEFLY,
        /// Not at all: the failure lasts until the configuration is changed.
        NEVER
    }
}
