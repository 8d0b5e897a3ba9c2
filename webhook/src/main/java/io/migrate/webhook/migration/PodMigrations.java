package io.migrate.webhook.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the observer keeps of a Pod.
///
/// @param controller the object that controls the Pod
/// @param rollout a text that all Pods of one version of a workload share; empty where versions
///   cannot be distinguished
/// @param onNode when its Node accepted the Pod; empty before
/// @param isActive whether the Pod is neither finished nor being deleted
/// @param migrations in their order; empty if the webhook did not inject the Pod
public record PodMigrations(
        String namespace,
        String name,
        String uid,
        Optional<Owner> controller,
        String rollout,
        Optional<Instant> onNode,
        boolean isActive,
        List<Migration> migrations) {
    /// Copies the list.
    public PodMigrations {
        migrations = List.copyOf(migrations);
    }

    /// Returns the same Pod after its deletion.
    public PodMigrations deleted() {
        return new PodMigrations(
                namespace, name, uid, controller, rollout, onNode, false, migrations);
    }

    /// Returns whether a migration exceeded its own timeouts and is still not done.
    public boolean isStuck(Migration migration, Instant now) {
        return isActive
                && migration.phase(now) != Phase.MIGRATED
                && onNode.filter(since -> since.plus(migration.timeout()).isBefore(now))
                        .isPresent();
    }

    /// Returns the Pod itself as the object of an Event.
    Owner self() {
        return new Owner("v1", "Pod", name, uid);
    }
}
