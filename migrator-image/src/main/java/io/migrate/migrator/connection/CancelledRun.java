package io.migrate.migrator.connection;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Settings;

/// The outcomes of a run that was canceled.
public final class CancelledRun {
    private CancelledRun() {}

    /// The outcome of a run that was canceled during a migration.
    ///
    /// @param remains what the migration left behind, in a sentence
    /// @param advice about that, in sentences
    public static Outcome inMigration(
            Cancellation.Reason reason,
            Settings settings,
            String script,
            String remains,
            String advice) {
        return switch (reason) {
            case SIGNAL ->
                    new Outcome.Failed(
                            ExitCode.TERMINATED,
                            "stopped by a signal during %s.".formatted(script),
                            remains + " " + advice);
            case TIMEOUT ->
                    new Outcome.Failed(
                            ExitCode.TIMED_OUT,
                            "did not finish within %d s, and was stopped during %s."
                                    .formatted(settings.timeouts().run().toSeconds(), script),
                            "%s %s Raise MIGRATE_TIMEOUT or shorten the migration."
                                    .formatted(remains, advice));
        };
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

    /// The outcome of a run that was canceled at any other time.
    public static Outcome outcome(Cancellation cancellation, Settings settings) {
        return outcome(reason(cancellation), settings);
    }

    /// The same outcome for a known reason.
    public static Outcome outcome(Cancellation.Reason reason, Settings settings) {
        return switch (reason) {
            case SIGNAL ->
                    new Outcome.Failed(
                            exit(reason),
                            "stopped by a signal while no migration was running.",
                            "Committed migrations remain.");
            case TIMEOUT ->
                    new Outcome.Failed(
                            exit(reason),
                            "did not finish within %d s, and was stopped while no migration was"
                                            .formatted(settings.timeouts().run().toSeconds())
                                    + " running.",
                            "Committed migrations remain. Raise MIGRATE_TIMEOUT.");
        };
    }

    /// Why a run was canceled.
    public static Cancellation.Reason reason(Cancellation cancellation) {
        return cancellation.reason().orElse(Cancellation.Reason.SIGNAL);
    }

    private static ExitCode exit(Cancellation.Reason reason) {
        return switch (reason) {
            case SIGNAL -> ExitCode.TERMINATED;
            case TIMEOUT -> ExitCode.TIMED_OUT;
        };
    }
}
