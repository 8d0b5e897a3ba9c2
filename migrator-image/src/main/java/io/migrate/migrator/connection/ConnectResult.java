package io.migrate.migrator.connection;

import io.migrate.migrator.report.Outcome;

/// The result of connecting.
public sealed interface ConnectResult {
    /// A session on a server that can be migrated.
    record Connected(Session session) implements ConnectResult {}

    /// No session.
    ///
    /// @param outcome of the run
    record NotConnected(Outcome outcome) implements ConnectResult {}

    /// Rejects a transaction-pooled session for a command that needs more than one transaction.
    ///
    /// @param command as it is written on the command line
    default ConnectResult requireSession(String command) {
        return switch (this) {
            case Connected(Session session) when session.isTransactionPooled() -> {
                session.close();
                yield new NotConnected(PoolMode.oneTransactionOnly(command + " needs"));
            }
            case Connected _, NotConnected _ -> this;
        };
    }
}
