package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Something that happened to a Pod's migration and that an Event reports.
sealed interface MigrationEvent {
    /// Shorter runs are reported only when they end: most find nothing to apply.
    Duration SHORT_RUN = Duration.ofSeconds(5);

    /// Longer runs are reported as waiting.
    Duration LONG_RUN = Duration.ofMinutes(1);

    /// A lasting condition is reported again before its Event, which lives for an hour, expires.
    Duration REPEAT = Duration.ofMinutes(30);

    /// The migrator is running.
    record Started(Instant since) implements MigrationEvent {}

    /// The migrator has been running for a long time. Only its log shows what it does.
    ///
    /// @param at when this was last due to be reported
    record Waiting(Instant at) implements MigrationEvent {
        static Waiting of(Instant since, Instant now) {
            Instant first = since.plus(LONG_RUN);
            long times = Duration.between(first, now).dividedBy(REPEAT);
            return new Waiting(first.plus(REPEAT.multipliedBy(times)));
        }
    }

    record Succeeded(EndedRun run) implements MigrationEvent {}

    record Failed(EndedRun run) implements MigrationEvent {}

    /// The migration cannot start.
    ///
    /// @param now when this was observed: kubelet does not report since when
    record Blocked(WaitingReason why, Instant now) implements MigrationEvent {}

    /// Returns everything to report now, oldest first, including what was reported before.
    static List<MigrationEvent> of(PodMigrations pod, Migration migration, Instant now) {
        var events = new ArrayList<MigrationEvent>();
        for (EndedRun run : migration.endedRuns()) {
            if (run.outcome().isSuccess()) {
                events.add(new Succeeded(run));
            } else if (pod.isActive() || !isStopped(run)) {
                events.add(new Failed(run));
            }
        }
        if (pod.isActive()) {
            addLasting(migration.state().at(now), now, events);
        }
        return List.copyOf(events);
    }

    private static boolean isStopped(EndedRun run) {
        return run.outcome() == Outcome.INTERRUPTED || run.outcome() == Outcome.TERMINATED;
    }

    private static void addLasting(MigrationState state, Instant now, List<MigrationEvent> events) {
        switch (state) {
            case MigrationState.Running(var since) -> {
                if (!since.plus(SHORT_RUN).isAfter(now)) {
                    events.add(new Started(since));
                }
                if (!since.plus(LONG_RUN).isAfter(now)) {
                    events.add(Waiting.of(since, now));
                }
            }
            case MigrationState.Blocked(var why) -> events.add(new Blocked(why, now));
            case MigrationState.Waiting _, MigrationState.Migrated _, MigrationState.Failed _ -> {}
        }
    }

    /// Returns the Event's `reason`.
    default String reason() {
        return switch (this) {
            case Started _ -> "MigrationStarted";
            case Waiting _ -> "MigrationWaiting";
            case Succeeded _ -> "MigrationSucceeded";
            case Failed _ -> "MigrationFailed";
            case Blocked _ -> "MigrationBlocked";
        };
    }

    /// Returns the Event's `type`.
    default String type() {
        return switch (this) {
            case Started _, Waiting _, Succeeded _ -> "Normal";
            case Failed _, Blocked _ -> "Warning";
        };
    }

    /// Returns when it happened.
    default Instant at() {
        return switch (this) {
            case Started(var since) -> since;
            case Waiting(var at) -> at;
            case Succeeded(var run) -> run.at();
            case Failed(var run) -> run.at();
            case Blocked(_, var now) -> now;
        };
    }
}
