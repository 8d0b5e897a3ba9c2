package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;

import java.util.Optional;

/// Lets a signal end the run.
record SignalHook(Thread thread) {
    /// Returns the hook; empty if a signal came before: the process is ending.
    static Optional<SignalHook> of(Cancellation cancellation) {
        var thread = new Thread(() -> cancellation.request(Cancellation.Reason.SIGNAL), "signal");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            return Optional.of(new SignalHook(thread));
        } catch (IllegalStateException _) {
            return Optional.empty();
        }
    }

    /// Removes the hook.
    ///
    /// @return false if a signal came before
    boolean remove() {
        try {
            return Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
