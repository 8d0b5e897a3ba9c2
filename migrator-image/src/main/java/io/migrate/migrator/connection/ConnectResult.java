package io.migrate.migrator.connection;

import io.migrate.migrator.report.Outcome;

/// What became of connecting.
public sealed interface ConnectResult {
    /// A session on a server that can be migrated.
    record Connected(Session session) implements ConnectResult {}

    /// For what cannot be done with a session that a pooler lends.
    ///
    /// @param command the one that was given
    default ConnectResult requireSession(String command) {
        return switch (this) {
            case Connected(Session session) when session.isTransactionPooled() -> {
                session.close();
                yield new NotConnected(PoolMode.tooShort(command + " needs"));
            }
            case Connected _, NotConnected _ -> this;
        };
    }

    /// There is none, and this is how the run ends.
    record NotConnected(Outcome outcome) implements ConnectResult {}
}
