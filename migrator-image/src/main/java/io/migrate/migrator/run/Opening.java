package io.migrate.migrator.run;

import io.migrate.migrator.report.Outcome;

/// What became of connecting.
sealed interface Opening {
    /// A session on a server that can be migrated.
    record Opened(Session session) implements Opening {}

    /// For what cannot be done with a session that a pooler lends.
    ///
    /// @param command the one that was given
    default Opening forMoreThanOneTransaction(String command) {
        return switch (this) {
            case Opened(Session session) when session.isLent() -> {
                session.close();
                yield new NotOpened(Pooling.tooShort(command + " needs"));
            }
            case Opened _, NotOpened _ -> this;
        };
    }

    /// There is none, and this is how the run ends.
    record NotOpened(Outcome outcome) implements Opening {}
}
