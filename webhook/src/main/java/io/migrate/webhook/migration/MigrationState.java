package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The state of a Pod's migration under one policy.
sealed interface MigrationState {
    /// The migration has not started.
    ///
    /// @param delay what it waits for, unless that is as usual
    record Waiting(Optional<Delay> delay) implements MigrationState {}

    /// Something before the migration that is usually over soon.
    ///
    /// @param why the migration cannot start if it is not over after `patience`
    record Delay(Instant since, Duration patience, WaitingReason why) {
        boolean isTooLong(Instant now) {
            return since.plus(patience).isBefore(now);
        }
    }

    record Running(Instant since) implements MigrationState {}

    record Migrated() implements MigrationState {}

    /// The newest run failed; kubelet retries unless the Pod's restart policy is `Never`.
    record Failed() implements MigrationState {}

    record Blocked(WaitingReason why) implements MigrationState {}

    /// Returns the state at a later time if the Pod has not changed until then.
    default MigrationState at(Instant now) {
        return switch (this) {
            case Waiting(var delay) when delay.filter(each -> each.isTooLong(now)).isPresent() ->
                    new Blocked(delay.get().why());
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
