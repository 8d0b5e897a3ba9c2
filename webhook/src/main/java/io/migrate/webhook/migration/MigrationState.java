package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The state of a Pod's migration under one policy.
sealed interface MigrationState {
    /// A Pod's volumes and network are usually ready within this time.
    Duration PREPARATION = Duration.ofMinutes(1);

    /// The migration has not started.
    ///
    /// @param preparingSince since when the Node has been preparing volumes and network; empty if
    ///   they are ready, or the Node has not started
    /// @param volumeSources the objects that the migration's own volumes are made from
    record Waiting(Optional<Instant> preparingSince, List<String> volumeSources)
            implements MigrationState {
        /// Copies the collections.
        public Waiting {
            volumeSources = List.copyOf(volumeSources);
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
            case Waiting(var since, var volumeSources)
                    when since.filter(each -> each.plus(PREPARATION).isBefore(now)).isPresent() ->
                    new Blocked(new WaitingReason.NotPrepared(volumeSources));
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
