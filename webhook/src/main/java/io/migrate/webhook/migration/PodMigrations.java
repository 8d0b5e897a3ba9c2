package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.Pod;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that is kept of a Pod.
///
/// @param controller what made it
/// @param rollout the same text for all Pods of one version of a workload; empty where versions are
///   not told apart
/// @param onNode since when it is on a Node; empty before
/// @param leaving it is done or being deleted: nobody waits for it any more
/// @param migrations in their order; empty if they were not injected by us
public record PodMigrations(
        String namespace,
        String name,
        String uid,
        Optional<Owner> controller,
        String rollout,
        Optional<Instant> onNode,
        boolean leaving,
        List<Migration> migrations) {
    /// Copies what may change.
    public PodMigrations {
        migrations = List.copyOf(migrations);
    }

    /// What a Pod shows. Its labels and annotations are only claims, but without them, or with a
    /// container that they do not speak of, it was not us.
    public static PodMigrations of(Pod pod) {
        return new PodReader(pod).read();
    }

    /// The same after it was deleted.
    public PodMigrations gone() {
        return new PodMigrations(
                namespace, name, uid, controller, rollout, onNode, true, migrations);
    }

    /// Whether a migration is not done though by its own timeouts it should be.
    public boolean isStuck(Migration migration, Instant now) {
        return !leaving
                && migration.phase(now) != Phase.MIGRATED
                && onNode.filter(since -> since.plus(migration.patience()).isBefore(now))
                        .isPresent();
    }

    /// The Pod itself.
    Owner self() {
        return new Owner("v1", "Pod", name, uid);
    }
}
