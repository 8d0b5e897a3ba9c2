package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How it stands with a Pod's migration under one policy.
sealed interface MigrationState {
    /// Until then volumes and network of a Pod usually are there.
    Duration PREPARING = Duration.ofMinutes(1);

    /// It has not begun.
    ///
    /// @param preparing since when the Node prepares volumes and network; empty if they are there,
    ///   or nobody has begun
    /// @param needs the objects that the migration's own volumes are made of
    record Waiting(Optional<Instant> preparing, List<String> needs) implements MigrationState {
        public Waiting {
            needs = List.copyOf(needs);
        }
    }

    record Running(Instant since) implements MigrationState {}

    record Migrated() implements MigrationState {}

    /// The newest run failed; kubelet tries again unless the Pod says otherwise.
    record Failed() implements MigrationState {}

    record Blocked(WaitingReason why) implements MigrationState {}

    /// The same later, though nothing was heard since.
    default MigrationState at(Instant now) {
        return switch (this) {
            case Waiting(var preparing, var needs)
                    when preparing
                            .filter(since -> since.plus(PREPARING).isBefore(now))
                            .isPresent() ->
                    new Blocked(new WaitingReason.NotPrepared(needs));
            case Waiting _, Running _, Migrated _, Failed _, Blocked _ -> this;
        };
    }

    default Phase phase() {
        return switch (this) {
            case Waiting _ -> Phase.WAITING;
            case Running _ -> Phase.RUNNING;
            case Migrated _ -> Phase.MIGRATED;
            case Failed _ -> Phase.FAILED;
            case Blocked _ -> Phase.BLOCKED;
        };
    }
}
