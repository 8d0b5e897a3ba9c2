package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Something about a Pod's migration that people should be told.
sealed interface MigrationEvent {
    /// A run that takes no longer is told by its end alone: most find nothing to do.
    Duration BRIEF = Duration.ofSeconds(5);

    /// After this a person wonders.
    Duration LONG = Duration.ofMinutes(1);

    /// The migrator runs.
    record Started(Instant since) implements MigrationEvent {}

    /// What lasts is told anew before its Event, which lives for an hour, is gone.
    Duration AGAIN = Duration.ofMinutes(30);

    /// It has been running for long. What it does nobody can see from outside but in its log.
    ///
    /// @param at the last time that this was worth telling
    record Waits(Instant at) implements MigrationEvent {
        static Waits of(Instant since, Instant now) {
            Instant first = since.plus(LONG);
            long times = Duration.between(first, now).dividedBy(AGAIN);
            return new Waits(first.plus(AGAIN.multipliedBy(times)));
        }
    }

    record Succeeded(EndedRun end) implements MigrationEvent {}

    record Failed(EndedRun end) implements MigrationEvent {}

    /// It cannot begin.
    ///
    /// @param now when it was seen: kubelet does not tell since when
    record Blocked(WaitingReason why, Instant now) implements MigrationEvent {}

    /// All there is at the moment, the older first; what was told before among it.
    static List<MigrationEvent> of(PodMigrations pod, Migration migration, Instant now) {
        var happenings = new ArrayList<MigrationEvent>();
        for (EndedRun end : migration.over()) {
            boolean asked = pod.leaving() && end.outcome() == Outcome.INTERRUPTED;
            if (end.outcome().isGood()) {
                happenings.add(new Succeeded(end));
            } else if (!asked) {
                happenings.add(new Failed(end));
            }
        }
        if (!pod.leaving()) {
            lasting(migration.state().at(now), now, happenings);
        }
        return List.copyOf(happenings);
    }

    private static void lasting(
            MigrationState state, Instant now, List<MigrationEvent> happenings) {
        switch (state) {
            case MigrationState.Running(var since) -> {
                if (!since.plus(BRIEF).isAfter(now)) {
                    happenings.add(new Started(since));
                }
                if (!since.plus(LONG).isAfter(now)) {
                    happenings.add(Waits.of(since, now));
                }
            }
            case MigrationState.Blocked(var why) -> happenings.add(new Blocked(why, now));
            case MigrationState.Waiting _, MigrationState.Migrated _, MigrationState.Failed _ -> {}
        }
    }

    default String reason() {
        return switch (this) {
            case Started _ -> "MigrationStarted";
            case Waits _ -> "MigrationWaiting";
            case Succeeded _ -> "MigrationSucceeded";
            case Failed _ -> "MigrationFailed";
            case Blocked _ -> "MigrationBlocked";
        };
    }

    /// Kubernetes' word for whether somebody should look.
    default String type() {
        return switch (this) {
            case Started _, Waits _, Succeeded _ -> "Normal";
            case Failed _, Blocked _ -> "Warning";
        };
    }

    /// When.
    default Instant at() {
        return switch (this) {
            case Started(var since) -> since;
            case Waits(var at) -> at;
            case Succeeded(var end) -> end.at();
            case Failed(var end) -> end.at();
            case Blocked(_, var now) -> now;
        };
    }
}
