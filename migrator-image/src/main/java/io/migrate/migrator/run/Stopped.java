package io.migrate.migrator.run;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

/// The outcome of a run that was asked to stop.
final class Stopped {
    private Stopped() {}

    /// While a migration ran that is in no transaction.
    ///
    /// @param advice about what it left
    static Outcome outsideTransaction(Stop stop, Settings settings, String script, String advice) {
        Outcome outcome = outcome(stop, settings);
        return new Outcome.Failed(
                outcome.exit(),
                "stopped in %s, which runs outside a transaction: what it did stays."
                        .formatted(script),
                advice);
    }

    static Outcome outcome(Stop stop, Settings settings) {
        return switch (stop.reason().orElse(Stop.Reason.SIGNAL)) {
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
