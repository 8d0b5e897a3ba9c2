package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

/// The outcomes of a run that was canceled.
public final class CancelledRun {
    private CancelledRun() {}

    /// The outcome of a run in which a migration outside a transaction was canceled.
    ///
    /// @param advice about what the migration left behind
    public static Outcome outsideTransaction(
            Cancellation cancellation, Settings settings, String script, String advice) {
        return new Outcome.Failed(
                outcome(cancellation, settings).exit(),
                "stopped in %s, which runs outside a transaction; its changes so far remain."
                        .formatted(script),
                advice);
    }

    /// The outcome of any other run.
    public static Outcome outcome(Cancellation cancellation, Settings settings) {
        return switch (cancellation.reason().orElse(Cancellation.Reason.SIGNAL)) {
            case SIGNAL ->
                    new Outcome.Failed(
                            ExitCode.TERMINATED,
                            "stopped by a signal; the transaction was rolled back and the lock"
                                    + " released.",
                            "");
            case TIMEOUT ->
                    new Outcome.Failed(
                            ExitCode.TIMED_OUT,
                            "did not finish within %d s; the running statement was canceled."
                                    .formatted(settings.timeouts().run().toSeconds()),
                            "Committed migrations remain. Raise MIGRATE_TIMEOUT or shorten the"
                                    + " migration.");
        };
    }
}
