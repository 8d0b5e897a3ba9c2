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
        return outsideTransaction(reason(cancellation), script, advice);
    }

    /// The same outcome for a known reason.
    public static Outcome outsideTransaction(
            Cancellation.Reason reason, String script, String advice) {
        return new Outcome.Failed(
                exit(reason),
                "stopped in %s, which runs outside a transaction; its changes so far remain."
                        .formatted(script),
                advice);
    }

    /// The outcome of a run that was canceled while it read the folder.
    public static Outcome reading(Cancellation.Reason reason, Settings settings) {
        return new Outcome.Failed(
                exit(reason),
                switch (reason) {
                    case SIGNAL ->
                            "stopped by a signal while reading the folder %s."
                                    .formatted(settings.dir());
                    case TIMEOUT ->
                            "the folder %s could not be read within %d s."
                                    .formatted(
                                            settings.dir(), settings.timeouts().run().toSeconds());
                },
                "Nothing was run. Check the volume, and the size of the files.");
    }

    /// The outcome of any other run.
    public static Outcome outcome(Cancellation cancellation, Settings settings) {
        return outcome(reason(cancellation), settings);
    }

    /// The same outcome for a known reason.
    public static Outcome outcome(Cancellation.Reason reason, Settings settings) {
        return switch (reason) {
            case SIGNAL ->
                    new Outcome.Failed(
                            exit(reason),
                            "stopped by a signal; the transaction was rolled back and the lock"
                                    + " released.",
                            "");
            case TIMEOUT ->
                    new Outcome.Failed(
                            exit(reason),
                            "did not finish within %d s; the running statement was canceled."
                                    .formatted(settings.timeouts().run().toSeconds()),
                            "Committed migrations remain. Raise MIGRATE_TIMEOUT or shorten the"
                                    + " migration.");
        };
    }

    private static Cancellation.Reason reason(Cancellation cancellation) {
        return cancellation.reason().orElse(Cancellation.Reason.SIGNAL);
    }

    private static ExitCode exit(Cancellation.Reason reason) {
        return switch (reason) {
            case SIGNAL -> ExitCode.TERMINATED;
            case TIMEOUT -> ExitCode.TIMED_OUT;
        };
    }
}
