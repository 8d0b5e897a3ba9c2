package io.migrate.migrator.command;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.settings.Settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The outcomes of the commands that run in a Pod.
///
/// @param start of the run, in `System.nanoTime`
record Outcomes(Settings settings, long start) {
    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// The progress of a run that applied nothing.
    Progress unchanged(Optional<String> from) {
        return new Progress(from, List.of(), sinceStart(), Duration.ZERO);
    }

    /// The outcome of `validate` and `wait`.
    Outcome pendingOrDone(Plan.Agreed plan) {
        return plan.pending().isEmpty()
                ? done(plan)
                : new Outcome.Failed(
                        ExitCode.MIGRATIONS_PENDING,
                        "%s pending: %s."
                                .formatted(
                                        HumanReadable.count(plan.pending().size()),
                                        PolicyCheck.names(plan.pending())),
                        "");
    }

    Outcome done(Plan.Agreed plan) {
        int skipped = plan.tolerated().skipped().size();
        return new Outcome.Done(
                "nothing to do, "
                        + plan.newest().map(name -> "at " + name).orElse("no history")
                        + (skipped == 0 ? "" : ", " + skipped + " skipped")
                        + ", "
                        + HumanReadable.time(sinceStart()));
    }

    /// The outcome of a run that changed something.
    Outcome summary(int adopted, List<String> applied, Optional<String> from) {
        String at = applied.isEmpty() ? from.orElse("none") : applied.getLast();
        return new Outcome.Done(
                "%s%d applied, now at %s, %s"
                        .formatted(
                                adopted == 0 ? "" : "%d adopted, ".formatted(adopted),
                                applied.size(),
                                at,
                                HumanReadable.time(sinceStart())));
    }

    /// The outcome of a run that was canceled between two attempts.
    ///
    /// @param holder the holder of the advisory lock, if the run waited for it
    Outcome canceledWhileWaiting(Cancellation cancellation, Optional<String> holder) {
        if (holder.isEmpty()
                || !cancellation.reason().equals(Optional.of(Cancellation.Reason.TIMEOUT))) {
            return CancelledRun.outcome(cancellation, settings);
        }
        return new Outcome.Failed(
                ExitCode.TIMED_OUT,
                "waited %d s for another migrator: %s."
                        .formatted(settings.timeouts().run().toSeconds(), holder.get()),
                "If it hangs, end its session; otherwise raise MIGRATE_TIMEOUT.");
    }
}
