package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

/// The outcome of a run that was asked to stop.
public final class CancelledRun {
    private CancelledRun() {}

    /// While a migration ran that is in no transaction.
    ///
    /// @param advice about what it left
    public static Outcome outsideTransaction(
            Cancellation cancellation, Settings settings, String script, String advice) {
        Outcome outcome = outcome(cancellation, settings);
        return new Outcome.Failed(
                outcome.exit(),
                "stopped in %s, which runs outside a transaction: what it did stays."
                        .formatted(script),
                advice);
    }

    public static Outcome outcome(Cancellation cancellation, Settings settings) {
        return switch (cancellation.reason().orElse(Cancellation.Reason.SIGNAL)) {
            case SIGNAL ->
                    new Outcome.Failed(
                            ExitCode.TERMINATED,
                            "stopped by a signal; the transaction is undone, the lock is free.",
                            "");
            case TIMEOUT ->
                    new Outcome.Failed(
                            ExitCode.TIMED_OUT,
                            "not finished after %d s; the running statement was cancelled."
                                    .formatted(settings.timeouts().run().toSeconds()),
                            "What is committed stays; raise MIGRATE_TIMEOUT or make the migration"
                                    + " shorter.");
        };
    }
}
